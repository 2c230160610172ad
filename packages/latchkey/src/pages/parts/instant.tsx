import type { PageFrame } from '../page.ts'

const FORMATS = {
  time: { hour: '2-digit', minute: '2-digit', timeZoneName: 'short' },
  'date-time': {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
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

/** A moment, in UTC as we cannot know the reader's zone; the script turns it into theirs. */
export function Instant({ frame, at, show }: InstantProps) {
  const moment = new Date(at * 1000)
  return (
    <time datetime={moment.toISOString()} data-show={show}>
      {formatter(frame.locale, show).format(moment)}
    </time>
  )
}

const formatters = new Map<string, Intl.DateTimeFormat>()

/** Making a formatter costs a hundred times what using it does. There are as many as catalogues, twice. */
function formatter(locale: string, show: keyof typeof FORMATS): Intl.DateTimeFormat {
  const key = `${show} ${locale}`
  const found = formatters.get(key) ?? new Intl.DateTimeFormat(locale, { ...FORMATS[show], timeZone: 'UTC' })
  formatters.set(key, found)
  return found
}
