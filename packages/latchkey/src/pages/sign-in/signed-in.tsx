import { Layout, toDocument } from '../frame/layout.tsx'
import type { HiddenFields, PageFrame } from '../page.ts'
import { HiddenInputs } from '../parts/hidden-inputs.tsx'
import { requireOwnTarget } from '../parts/link-target.ts'
import { Person } from '../parts/person.tsx'

/** Somebody has signed in without coming from an app. The form signs out. */
export interface SignedInView {
  readonly action: string
  readonly hidden: HiddenFields
  readonly account: { readonly username: string; readonly name?: string }
}

/** Shown after a sign-in without an app: who is signed in, and how to sign out. */
export function signedInPage(view: SignedInView, frame: PageFrame): string {
  const { t } = frame
  return toDocument(
    <Layout
      frame={frame}
      heading={t('signed_in.heading')}
      lead={t('signed_in.text', { brand: frame.brand.name })}
    >
      <div class="panel">
        <Person username={view.account.username} name={view.account.name} />
      </div>
      <form method="post" action={requireOwnTarget(view.action)}>
        <HiddenInputs fields={view.hidden} />
        <div class="buttons">
          <button type="submit" id="sign-out">
            {t('sign_out.submit')}
          </button>
        </div>
      </form>
    </Layout>,
  )
}
