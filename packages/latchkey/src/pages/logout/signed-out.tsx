import { Layout, toDocument } from '../frame/layout.tsx'
import type { AppView, PageFrame } from '../page.ts'
import { appNameText } from '../parts/app-name.tsx'
import { toReturnLink } from '../parts/link-target.ts'

export interface SignedOutView {
  readonly returnUrl?: string
  readonly app?: AppView
}

/** Confirms the sign-out, and links back to the app if that is allowed. */
export function signedOutPage(view: SignedOutView, frame: PageFrame): string {
  const { t } = frame
  const href = toReturnLink(view.returnUrl)
  return toDocument(
    <Layout
      frame={frame}
      heading={t('signed_out.heading')}
      lead={t(href === undefined ? 'signed_out.close' : 'signed_out.go_on')}
    >
      {href !== undefined && (
        <div class="buttons">
          <a class="button primary" href={href}>
            {view.app === undefined
              ? t('action.continue')
              : t('signed_out.return', { app: appNameText(view.app, frame) })}
          </a>
        </div>
      )}
    </Layout>,
  )
}
