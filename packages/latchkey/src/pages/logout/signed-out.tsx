import { Layout, toDocument } from '../frame/layout.tsx'
import type { AppView, PageFrame } from '../page.ts'
import { appNameText } from '../parts/app-name.tsx'
import { toDisplayUsername } from '../parts/display-text.ts'
import { toOwnLink, toReturnLink } from '../parts/link-target.ts'
import { Person } from '../parts/person.tsx'
import { Sentence } from '../parts/sentence.tsx'

interface PersonView {
  readonly username: string
  readonly name?: string
}

export interface SignedOutView {
  /** Where the button to the app leads, if one is known. */
  readonly returnUrl?: string
  readonly app?: AppView
  readonly signInUrl?: string
  /** Who was signed out just now. */
  readonly account?: PersonView
  /** Who is still signed in in this browser. */
  readonly remaining?: readonly PersonView[]
  /** Where those who are still signed in can sign out. */
  readonly accountUrl?: string
}

interface Props {
  readonly view: SignedOutView
  readonly frame: PageFrame
}

/** Confirms the sign-out, says who is still signed in, and leads on: to the app, or to another sign-in. */
export function signedOutPage(view: SignedOutView, frame: PageFrame): string {
  const isPartial = (view.remaining ?? []).length > 0
  const heading = frame.t(isPartial ? 'signed_out.one_heading' : 'signed_out.heading')
  return toDocument(
    <Layout frame={frame} heading={heading} lead={<Lead view={view} frame={frame} />}>
      {isPartial && (
        <ul class="plain accounts">
          {view.remaining?.map(({ username, name }) => (
            <li class="panel">
              <Person username={username} name={name} />
            </li>
          ))}
        </ul>
      )}
      <Onward view={view} frame={frame} />
    </Layout>,
  )
}

function Lead({ view, frame }: Props) {
  const { account, remaining = [] } = view
  if (remaining.length === 0) {
    return (
      <>{frame.t(toReturnLink(view.returnUrl) === undefined ? 'signed_out.close' : 'signed_out.go_on')}</>
    )
  }
  if (account === undefined) return <>{frame.t('signed_out.still')}</>
  const username = <bdi>{toDisplayUsername(account.username)}</bdi>
  return <Sentence frame={frame} message="signed_out.one_still" parts={{ username }} />
}

function Onward({ view, frame }: Props) {
  const { t } = frame
  const href = toReturnLink(view.returnUrl)
  const isPartial = (view.remaining ?? []).length > 0
  const own = toOwnLink(isPartial ? view.accountUrl : view.signInUrl)
  if (href === undefined && own === undefined) return null
  return (
    <div class="buttons">
      {href !== undefined && (
        <a class="button primary" href={href}>
          {view.app === undefined
            ? t('action.continue')
            : t('signed_out.return', { app: appNameText(view.app, frame) })}
        </a>
      )}
      {own !== undefined && (
        <a class="button" href={own}>
          {t(isPartial ? 'signed_out.accounts' : 'signed_out.sign_in')}
        </a>
      )}
    </div>
  )
}
