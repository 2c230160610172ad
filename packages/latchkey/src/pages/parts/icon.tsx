const PATHS = {
  alert: 'M10 6.5v4.2M10 13.6v.1M10 2.6 1.9 16.7h16.2L10 2.6Z',
  check: 'M4.5 10.6 8.3 14.4 15.5 6',
  eye: 'M1.8 10s3-5.6 8.2-5.6S18.2 10 18.2 10s-3 5.6-8.2 5.6S1.8 10 1.8 10Zm8.2 2.4a2.4 2.4 0 1 0 0-4.8 2.4 2.4 0 0 0 0 4.8Z',
  pencil: 'm3.4 16.6.9-3.7 8.9-8.9 2.8 2.8-8.9 8.9-3.7.9Zm7.9-10.8 2.8 2.8',
} as const

/** A picture next to text with the same meaning; screen readers skip it. */
export function Icon({ name }: { readonly name: keyof typeof PATHS }) {
  return (
    <svg class={`icon icon-${name}`} viewBox="0 0 20 20" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  )
}
