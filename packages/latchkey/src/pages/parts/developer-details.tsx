import type { Child } from 'hono/jsx'
import type { PageFrame } from '../page.ts'
import { Instant } from './instant.tsx'

export interface DeveloperDetailsProps {
  readonly frame: PageFrame
  /** When it happened, in epoch seconds. */
  readonly at?: number
  /** Each a {@link DeveloperFact}. */
  readonly children?: Child
}

/** What the person can pass on to the developer of the app, folded away: these facts and the request's id. */
export function DeveloperDetails({ frame, at, children }: DeveloperDetailsProps) {
  const { t } = frame
  return (
    <details>
      <summary>{t('error.details')}</summary>
      <dl class="facts">
        {children}
        <DeveloperFact label={t('error.request_id')} value={frame.requestId} />
        {at !== undefined && (
          <div>
            <dt>{t('error.time')}</dt>
            <dd>
              <Instant frame={frame} at={at} show="date-time" />
            </dd>
          </div>
        )}
      </dl>
    </details>
  )
}

export interface DeveloperFactProps {
  readonly label: string
  readonly value: string | readonly string[]
  readonly prose?: boolean
}

/** One of those facts. It is in English, whatever the language of the page. */
export function DeveloperFact({ label, value, prose }: DeveloperFactProps) {
  const values = typeof value === 'string' ? [value] : value
  return (
    <div>
      <dt>{label}</dt>
      {values.map((each) => (
        <dd>
          <bdi dir="ltr" lang="en">
            {prose ? each : <code>{each}</code>}
          </bdi>
        </dd>
      ))}
    </div>
  )
}
