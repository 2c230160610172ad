import { Layout, toDocument } from '../frame/layout.tsx'
import type { AppView, HiddenFields, PageFrame } from '../page.ts'
import { AppName } from '../parts/app-name.tsx'
import { HiddenInputs } from '../parts/hidden-inputs.tsx'
import { requireOwnTarget } from '../parts/link-target.ts'
import { Sentence } from '../parts/sentence.tsx'
import { SignOutList } from '../parts/sign-out-list.tsx'
import type { SignedInPerson } from '../parts/signed-in-person.ts'

export interface SignOutView {
  readonly action: string
  readonly hidden: HiddenFields
  /**
   * All accounts that are signed in in this browser, the current one first. A form that sends the `session`
   * of one signs that one out; a form without it signs all of them out.
   */
  readonly accounts: readonly SignedInPerson[]
  readonly app?: AppView
}

/**
 * Asks before ending a session: a link on another page must not sign anybody out (OpenID Connect RP-Initiated
 * Logout §2).
 */
export function signOutPage(view: SignOutView, frame: PageFrame): string {
  const { t } = frame
  return toDocument(
    <Layout frame={frame} heading={t('sign_out.heading')} lead={<Lead view={view} frame={frame} />}>
      <form method="post" action={requireOwnTarget(view.action)}>
        <HiddenInputs fields={view.hidden} />
        <SignOutList accounts={view.accounts} frame={frame} />
        <div class="buttons">
          <button class="primary" type="submit" id="sign-out-confirm" name="action" value="sign-out">
            {t(view.accounts.length > 1 ? 'sign_out.all' : 'sign_out.submit')}
          </button>
        </div>
      </form>
      <p class="quiet note">{t('sign_out.stay')}</p>
    </Layout>,
  )
}

function Lead({ view, frame }: { readonly view: SignOutView; readonly frame: PageFrame }) {
  if (view.app === undefined) {
    const message = view.accounts.length > 1 ? 'sign_out.text_several' : 'sign_out.text'
    return <>{frame.t(message, { brand: frame.brand.name })}</>
  }
  const parts = { app: <AppName app={view.app} frame={frame} /> }
  return <Sentence frame={frame} message="sign_out.asked_by_app" parts={parts} />
}
