import { Layout, toDocument } from '../frame/layout.tsx'
import type { PageFrame } from '../page.ts'
import { AppName, appNameText } from '../parts/app-name.tsx'
import { HiddenInputs } from '../parts/hidden-inputs.tsx'
import { Icon } from '../parts/icon.tsx'
import { requireOwnTarget } from '../parts/link-target.ts'
import { Sentence } from '../parts/sentence.tsx'
import { AccountFact, DestinationFact } from './consent-facts.tsx'
import type { ConsentView } from './consent-view.ts'

/** The operator's own app, on a device where any program could pose as it. */
export type ConfirmView = Pick<
  ConsentView,
  'action' | 'hidden' | 'app' | 'destination' | 'account' | 'switchAccountUrl'
>

/**
 * Asks whether it is the person who uses the operator's own app, where whatever program has claimed the
 * redirect URI would get the code (RFC 8252 §8.6). It needs no consent. No badge says "verified": of such a
 * program nobody can.
 */
export function confirmPage(view: ConfirmView, frame: PageFrame): string {
  const { t } = frame
  const app = appNameText(view.app, frame)
  const parts = { app: <AppName app={view.app} frame={frame} />, brand: <bdi>{frame.brand.name}</bdi> }
  return toDocument(
    <Layout
      frame={frame}
      heading={t('confirm.heading', { app })}
      lead={<Sentence frame={frame} message="confirm.lead" parts={parts} />}
    >
      <div class="notice notice-warning">
        <Icon name="alert" />
        <p>{t('confirm.warning')}</p>
      </div>
      <form method="post" action={requireOwnTarget(view.action)}>
        <HiddenInputs fields={view.hidden} />
        <dl class="facts">
          <AccountFact view={view} frame={frame} />
          <DestinationFact destination={view.destination} frame={frame} />
        </dl>
        {/* Cancel comes first: it is what Enter presses, and what a screen reader meets first. */}
        <div class="buttons">
          <button type="submit" id="confirm-cancel" name="action" value="cancel">
            {t('action.cancel')}
          </button>
          <button class="primary" type="submit" id="confirm-continue" name="action" value="continue">
            {t('action.continue')}
          </button>
        </div>
      </form>
    </Layout>,
  )
}
