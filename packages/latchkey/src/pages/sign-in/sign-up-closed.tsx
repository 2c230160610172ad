import { Layout, toDocument } from '../frame/layout.tsx'
import type { PageFrame } from '../page.ts'
import { toOwnLink } from '../parts/link-target.ts'

/** Sign-up is off, or needs an invitation that is missing, used, expired or damaged. */
export interface SignUpClosedView {
  readonly reason:
    | 'closed'
    | 'invitation_missing'
    | 'invitation_used'
    | 'invitation_expired'
    | 'invitation_unknown'
  readonly signInUrl: string
}

/** Explains why there is no form, and where to go instead. */
export function signUpClosedPage(view: SignUpClosedView, frame: PageFrame): string {
  return toDocument(
    <Layout
      frame={frame}
      heading={frame.t(`sign_up_closed.${view.reason}.heading`)}
      lead={frame.t(`sign_up_closed.${view.reason}.text`)}
    >
      <div class="buttons">
        <a class="button" href={toOwnLink(view.signInUrl)}>
          {frame.t('sign_up_closed.sign_in')}
        </a>
      </div>
    </Layout>,
  )
}
