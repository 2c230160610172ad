import { Layout, toDocument } from '../frame/layout.tsx'
import type { PageFrame } from '../page.ts'
import { toDisplayUrl } from '../parts/display-text.ts'
import { Instant } from '../parts/instant.tsx'
import { toOwnLink } from '../parts/link-target.ts'

export interface ErrorView {
  readonly kind: /** A request that we cannot trust enough to send back (RFC 6749 §4.1.2.1). */
    | 'authorization_request'
    | 'logout_request'
    | 'expired'
    | 'already_finished'
    | 'cookies_blocked'
    | 'not_found'
    | 'method_not_allowed'
    | 'too_many_requests'
    | 'unavailable'
    | 'server_error'
  /** Where the person can start again, if possible. */
  readonly restartUrl?: string
  /** Where the person can sign out without the app. */
  readonly signOutUrl?: string
  /** For `expired`. */
  readonly expiredMinutesAgo?: number
  /** For "Details for developers". Facts; `redirectUris` only in development mode. */
  readonly details?: {
    readonly error: string
    readonly description?: string
    readonly receivedRedirectUri?: string
    readonly registeredRedirectUris?: readonly string[]
  }
  /** Epoch seconds. */
  readonly at: number
}

interface Props {
  readonly view: ErrorView
  readonly frame: PageFrame
}

/**
 * What went wrong, in words for the person who sees it, and details for the developer to whom it is reported.
 */
export function errorPage(view: ErrorView, frame: PageFrame): string {
  const { t } = frame
  const restart = toOwnLink(view.restartUrl)
  const signOut = toOwnLink(view.signOutUrl)
  return toDocument(
    <Layout frame={frame} heading={t(`error.${view.kind}.heading`)} lead={textOf(view, frame)}>
      {restart !== undefined && (
        <div class="buttons">
          <a class="button primary" href={restart}>
            {t('error.restart')}
          </a>
        </div>
      )}
      {signOut !== undefined && (
        <div class="buttons">
          <a class="button primary" href={signOut}>
            {t('error.sign_out')}
          </a>
        </div>
      )}
      <Details view={view} frame={frame} />
    </Layout>,
  )
}

function textOf({ kind, expiredMinutesAgo }: ErrorView, { t }: PageFrame): string {
  if (kind === 'expired' && expiredMinutesAgo !== undefined) {
    return t('error.expired.text_minutes', { minutes: expiredMinutesAgo })
  }
  return t(`error.${kind}.text`)
}

function Details({ view, frame }: Props) {
  const { t } = frame
  const details = view.details
  return (
    <details>
      <summary>{t('error.details')}</summary>
      <dl class="facts">
        {details && <Fact label={t('error.code')} value={details.error} />}
        {details?.description && <Fact label={t('error.description')} value={details.description} prose />}
        {details?.receivedRedirectUri !== undefined && (
          <Fact label={t('error.received_redirect_uri')} value={toDisplayUrl(details.receivedRedirectUri)} />
        )}
        {details?.registeredRedirectUris !== undefined && (
          <Fact label={t('error.registered_redirect_uris')} value={details.registeredRedirectUris} />
        )}
        <Fact label={t('error.request_id')} value={frame.requestId} />
        <div>
          <dt>{t('error.time')}</dt>
          <dd>
            <Instant frame={frame} at={view.at} show="date-time" />
          </dd>
        </div>
      </dl>
    </details>
  )
}

interface FactProps {
  readonly label: string
  readonly value: string | readonly string[]
  readonly prose?: boolean
}

function Fact({ label, value, prose }: FactProps) {
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
