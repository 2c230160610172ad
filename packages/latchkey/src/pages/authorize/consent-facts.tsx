import type { PageFrame } from '../page.ts'
import { toDisplayText, toDisplayUrl } from '../parts/display-text.ts'
import { toContactLink, toHttpsLink, toOwnLink } from '../parts/link-target.ts'
import { OutsideLink } from '../parts/outside-link.tsx'
import { Person } from '../parts/person.tsx'
import { Sentence } from '../parts/sentence.tsx'
import type { ConsentView } from './consent-view.ts'

interface Props {
  readonly view: ConsentView
  readonly frame: PageFrame
}

/**
 * The length of the longest host name (RFC 1035 §2.3.4) and a port: of these facts, the host is the one that
 * must never be truncated.
 */
const LONGEST_HOST = 259

/**
 * What a person should know before they consent: which account is used, where they are sent, how long access
 * lasts, how to end it, and whose terms apply.
 */
export function ConsentFacts({ view, frame }: Props) {
  const { t } = frame
  return (
    <dl class="facts">
      <AccountFact view={view} frame={frame} />
      <DestinationFact destination={view.destination} frame={frame} />
      <div>
        <dt>{t('consent.duration')}</dt>
        <dd>
          <p>{t(view.offlineAccess ? 'consent.duration_offline' : 'consent.duration_session')}</p>
          <p class="quiet">
            <Undo frame={frame} />
          </p>
        </dd>
      </div>
      <Documents view={view} frame={frame} />
    </dl>
  )
}

interface AccountFactProps {
  readonly view: Pick<ConsentView, 'account' | 'switchAccountUrl'>
  readonly frame: PageFrame
}

/** Whose account is used, with a way to another. */
export function AccountFact({ view, frame: { t } }: AccountFactProps) {
  return (
    <div>
      <dt>{t('consent.account')}</dt>
      <dd>
        <Person username={view.account.username} name={view.account.name} />
        <a href={toOwnLink(view.switchAccountUrl)}>{t('consent.switch_account')}</a>
      </dd>
    </div>
  )
}

interface DestinationFactProps {
  readonly destination: ConsentView['destination']
  readonly frame: PageFrame
}

/** Where the person will be sent. */
export function DestinationFact({ destination, frame }: DestinationFactProps) {
  return (
    <div>
      <dt>{frame.t('consent.destination')}</dt>
      <dd>
        <Destination destination={destination} frame={frame} />
      </dd>
    </div>
  )
}

function Destination({ destination, frame }: DestinationFactProps) {
  const host = (
    <strong>
      <bdi dir="ltr">{toDisplayText(destination.host, LONGEST_HOST)}</bdi>
    </strong>
  )
  return (
    <>
      <p>
        <Sentence frame={frame} message={`consent.destination_${destination.kind}`} parts={{ host }} />
      </p>
      <details>
        <summary>{frame.t('consent.full_url')}</summary>
        <bdi dir="ltr">
          <code>{toDisplayUrl(destination.url)}</code>
        </bdi>
      </details>
    </>
  )
}

function Undo({ frame }: { readonly frame: PageFrame }) {
  const href = toContactLink(frame.brand.supportUrl)
  const name = <bdi>{frame.brand.name}</bdi>
  const brand = href === undefined ? name : <a href={href}>{name}</a>
  return <Sentence frame={frame} message="consent.undo" parts={{ brand }} />
}

function Documents({ view: { app }, frame }: Props) {
  const links = [
    { label: 'consent.app_privacy', url: toHttpsLink(app.policyUri) },
    { label: 'consent.app_terms', url: toHttpsLink(app.tosUri) },
  ].filter(({ url }) => url !== undefined)
  if (links.length === 0) return null
  return (
    <div>
      <dt>{frame.t('consent.documents')}</dt>
      <dd>
        <ul class="plain">
          {links.map(({ label, url }) => (
            <li>
              <OutsideLink frame={frame} url={url}>
                {frame.t(label)}
              </OutsideLink>
            </li>
          ))}
        </ul>
      </dd>
    </div>
  )
}
