import { Layout, toDocument } from '../frame/layout.tsx'
import type { AppView, HiddenFields, PageFrame } from '../page.ts'
import { appNameText } from '../parts/app-name.tsx'
import { HiddenInputs } from '../parts/hidden-inputs.tsx'
import { requireFormPostTarget } from '../parts/link-target.ts'

/**
 * OAuth 2.0 Form Post Response Mode §2: a form that posts itself to the client, with a button for when
 * scripts are off.
 */
export interface FormPostView {
  readonly action: string
  readonly fields: HiddenFields
  readonly app: AppView
}

/**
 * Sends the response to the app in a form (OAuth 2.0 Form Post Response Mode §2). A script submits it; the
 * button is for browsers without scripts.
 */
export function formPostPage(view: FormPostView, frame: PageFrame): string {
  const { t } = frame
  const app = appNameText(view.app, frame)
  return toDocument(
    <Layout frame={frame} heading={t('hand_off.heading', { app })} lead={t('form_post.text')}>
      <form method="post" action={requireFormPostTarget(view.action)} data-auto-submit>
        <HiddenInputs fields={view.fields} />
        <div class="buttons">
          <button class="primary" type="submit" id="form-post">
            {t('hand_off.continue', { app })}
          </button>
        </div>
      </form>
    </Layout>,
  )
}
