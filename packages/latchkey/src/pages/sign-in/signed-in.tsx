import { Layout, toDocument } from '../frame/layout.tsx'
import type { HiddenFields, PageFrame } from '../page.ts'
import { HiddenInputs } from '../parts/hidden-inputs.tsx'
import { requireOwnTarget } from '../parts/link-target.ts'
import { SignOutList } from '../parts/sign-out-list.tsx'
import type { SignedInPerson } from '../parts/signed-in-person.ts'

/** Somebody has signed in without coming from an app. The form signs out. */
export interface SignedInView {
  readonly action: string
  readonly hidden: HiddenFields
  /**
   * All accounts that are signed in in this browser, the current one first. A form that sends the `session`
   * of one signs that one out; a form without it signs all of them out.
   */
  readonly accounts: readonly SignedInPerson[]
}

/** Shown after a sign-in without an app: who is signed in, and how to sign out, one by one or all at once. */
export function signedInPage(view: SignedInView, frame: PageFrame): string {
  const { t } = frame
  const isOne = view.accounts.length === 1
  return toDocument(
    <Layout
      frame={frame}
      heading={t('signed_in.heading')}
      lead={t(isOne ? 'signed_in.text' : 'signed_in.text_several', { brand: frame.brand.name })}
    >
      <form method="post" action={requireOwnTarget(view.action)}>
        <HiddenInputs fields={view.hidden} />
        <SignOutList accounts={view.accounts} frame={frame} />
        <div class="buttons">
          <button type="submit" id="sign-out">
            {t(isOne ? 'sign_out.submit' : 'sign_out.all')}
          </button>
        </div>
      </form>
    </Layout>,
  )
}
