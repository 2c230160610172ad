import type { PageFrame } from '../page.ts'

const FORMATS = {
  time: { hour: 'numeric', minute: '2-digit', timeZoneName: 'short' },
  'date-time': {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    timeZoneName: 'short',
  },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>

export interface InstantProps {
  readonly frame: PageFrame
  /** Epoch seconds. */
  readonly at: number
  readonly show: keyof typeof FORMATS
}

/** A point in time, in UTC because we do not know the reader's time zone; the script converts it. */
export function Instant({ frame, at, show }: InstantProps) {
  const moment = new Date(at * 1000)
  return (
    <time datetime={moment.toISOString()} data-show={show}>
      {formatter(frame.locale, show).format(moment)}
    </time>
  )
}

const formatters = new Map<string, Intl.DateTimeFormat>()

/** Creating a formatter is a hundred times as slow as using it. There are two for each catalogue. */
function formatter(locale: string, show: keyof typeof FORMATS): Intl.DateTimeFormat {
  const key = `${show} ${locale}`
  const found = formatters.get(key) ?? new Intl.DateTimeFormat(locale, { ...FORMATS[show], timeZone: 'UTC' })
  formatters.set(key, found)
  return found
}
