import { Layout, toDocument } from '../frame/layout.tsx'
import type { AppView, PageFrame } from '../page.ts'
import { appNameText } from '../parts/app-name.tsx'
import { isPrivateUse, requireHandOffTarget } from '../parts/link-target.ts'

/**
 * The browser stays on our page when it opens an app's private-use scheme, and some POSTs must not respond
 * with a redirect.
 */
export interface HandOffView {
  readonly url: string
  readonly app: AppView
}

/**
 * Sends the browser to the app without a redirect: `form-action` also applies to redirects, and a page
 * remains open anyway when the URL has a private-use scheme (RFC 8252 §7.1).
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
