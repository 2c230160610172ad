import { Layout, toDocument } from '../frame/layout.tsx'
import type { AppView, PageFrame } from '../page.ts'
import { appNameText } from '../parts/app-name.tsx'
import { isPrivateUse, requireHandOffTarget } from '../parts/link-target.ts'

/**
 * The browser stays on our page when an app's own scheme is opened, and some POSTs must not answer with a
 * redirect.
 */
export interface HandOffView {
  readonly url: string
  readonly app: AppView
}

/**
 * Sends the browser on to the app without a redirect: `form-action` is applied to redirects too, and a page
 * is left over anyway when an app's own scheme opens (RFC 8252 §7.1).
 */
export function handOffPage(view: HandOffView, frame: PageFrame): string {
  const { t } = frame
  const app = appNameText(view.app, frame)
  const url = requireHandOffTarget(view.url)
  const opensApp = isPrivateUse(url)
  return toDocument(
    <Layout
      frame={frame}
      heading={t('hand_off.heading', { app })}
      lead={t(opensApp ? 'hand_off.opens_app' : 'hand_off.text')}
      refreshTo={url}
    >
      <div class="buttons">
        <a class="button primary" id="hand-off" href={url}>
          {t('hand_off.continue', { app })}
        </a>
      </div>
      {opensApp && <p class="quiet note">{t('hand_off.close')}</p>}
    </Layout>,
  )
}
