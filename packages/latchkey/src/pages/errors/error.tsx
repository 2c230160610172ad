import { Layout, toDocument } from '../frame/layout.tsx'
import type { AppView, PageFrame } from '../page.ts'
import { appNameText } from '../parts/app-name.tsx'
import { DeveloperDetails, DeveloperFact } from '../parts/developer-details.tsx'
import { toDisplayUrl } from '../parts/display-text.ts'
import { toOwnLink, toReturnLink } from '../parts/link-target.ts'

/** Where a person can go on from an error page. */
export type Onward = 'app' | 'restart' | 'retry' | 'sign_in' | 'sign_out' | 'choose_account' | 'home'

export interface ErrorView {
  readonly kind: /** A request that we cannot trust enough to send back (RFC 6749 §4.1.2.1). */
    | 'authorization_request'
    | 'logout_request'
    /** An address that belongs to a request, without one. */
    | 'no_request'
    /** The request in the address was cut off, or sealed by another server. */
    | 'damaged_address'
    | 'expired'
    | 'another_browser'
    | 'cookies_blocked'
    /**
     * The request was finished: with a yes that the app has used, with a no, with a yes that this no came
     * after, or in a way that we cannot tell.
     */
    | 'already_allowed'
    | 'already_denied'
    | 'denied_too_late'
    | 'already_finished'
    /** The form came without a trace of where it came from, from elsewhere, or without our token. */
    | 'origin_withheld'
    | 'another_site'
    | 'form_token'
    /** The person whom the page named has signed out, is not the one now signed in, or has no account now. */
    | 'signed_out'
    | 'account_changed'
    | 'account_gone'
    | 'unreadable'
    | 'too_large'
    | 'not_found'
    | 'method_not_allowed'
    | 'too_many_requests'
    | 'unavailable'
    | 'server_error'
  /** Where the person can go on, the best way first. There is always one. */
  readonly onward: readonly { readonly to: Onward; readonly url: string }[]
  /** The app whose request it is, if we know it. */
  readonly app?: AppView
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
  return toDocument(
    <Layout
      frame={frame}
      heading={t(`error.${view.kind}.heading`, namesOf(view, frame))}
      lead={textOf(view, frame)}
    >
      <WaysOn view={view} frame={frame} />
      <Details view={view} frame={frame} />
    </Layout>,
  )
}

function namesOf({ app }: ErrorView, frame: PageFrame) {
  return {
    app: app === undefined ? frame.t('app.unnamed') : appNameText(app, frame),
    brand: frame.brand.name,
  }
}

function textOf(view: ErrorView, frame: PageFrame): string {
  const { kind, expiredMinutesAgo } = view
  if (kind === 'expired' && expiredMinutesAgo !== undefined) {
    return frame.t('error.expired.text_minutes', { minutes: expiredMinutesAgo })
  }
  return frame.t(`error.${kind}.text`, namesOf(view, frame))
}

/** Our own front page is never what the person came for, so that it is no primary button. */
function WaysOn({ view, frame }: Props) {
  const ways = view.onward.flatMap(({ to, url }) => {
    const href = to === 'app' ? toReturnLink(url) : toOwnLink(url)
    return href === undefined ? [] : [{ to, href }]
  })
  if (ways.length === 0) return null
  return (
    <div class="buttons">
      {ways.map(({ to, href }, index) => (
        <a class={index === 0 && to !== 'home' ? 'button primary' : 'button'} href={href}>
          {frame.t(`error.to.${to}`, namesOf(view, frame))}
        </a>
      ))}
    </div>
  )
}

function Details({ view, frame }: Props) {
  const { t } = frame
  const { details } = view
  return (
    <DeveloperDetails frame={frame} at={view.at}>
      {details && <DeveloperFact label={t('error.code')} value={details.error} />}
      {details?.description && (
        <DeveloperFact label={t('error.description')} value={details.description} prose />
      )}
      {details?.receivedRedirectUri !== undefined && (
        <DeveloperFact
          label={t('error.received_redirect_uri')}
          value={toDisplayUrl(details.receivedRedirectUri)}
        />
      )}
      {details?.registeredRedirectUris !== undefined && (
        <DeveloperFact label={t('error.registered_redirect_uris')} value={details.registeredRedirectUris} />
      )}
    </DeveloperDetails>
  )
}
