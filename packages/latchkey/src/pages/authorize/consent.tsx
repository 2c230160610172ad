import { Layout, toDocument } from '../frame/layout.tsx'
import type { PageFrame } from '../page.ts'
import { AppName } from '../parts/app-name.tsx'
import { HiddenInputs } from '../parts/hidden-inputs.tsx'
import { Icon } from '../parts/icon.tsx'
import { requireOwnTarget } from '../parts/link-target.ts'
import { Publisher } from '../parts/publisher.tsx'
import { Sentence } from '../parts/sentence.tsx'
import { ConsentFacts } from './consent-facts.tsx'
import type { ConsentView } from './consent-view.ts'
import { RequestedScopes } from './requested-scopes.tsx'

interface Props {
  readonly view: ConsentView
  readonly frame: PageFrame
}

/** Shows who asks for what, where it is sent and for how long (OAuth 2.1 §7.9); the person decides. */
export function consentPage(view: ConsentView, frame: PageFrame): string {
  const { t } = frame
  const parts = { app: <AppName app={view.app} frame={frame} />, brand: <bdi>{frame.brand.name}</bdi> }
  return toDocument(
    <Layout
      frame={frame}
      heading={t('consent.heading')}
      lead={<Sentence frame={frame} message="consent.lead" parts={parts} />}
    >
      <Publisher app={view.app} frame={frame} />
      <Warning view={view} frame={frame} />
      <form method="post" action={requireOwnTarget(view.action)}>
        <HiddenInputs fields={view.hidden} />
        <RequestedScopes view={view} frame={frame} />
        <ConsentFacts view={view} frame={frame} />
        {/* Deny comes first: it is what Enter presses, and what a screen reader meets first. */}
        <div class="buttons side-by-side">
          <button type="submit" id="consent-deny" name="action" value="deny">
            {t('consent.deny')}
          </button>
          <button class="primary" type="submit" id="consent-allow" name="action" value="allow">
            {t('consent.allow')}
          </button>
        </div>
      </form>
    </Layout>,
  )
}

/**
 * At most one box, and only for what a careful person would want to know: two warnings are not read at all.
 */
function Warning({ view, frame }: Props) {
  if (view.app.verified) return null
  const message =
    view.destination.kind === 'web' ? 'consent.warning.unverified' : 'consent.warning.unverified_on_device'
  return (
    <div class="notice notice-warning">
      <Icon name="alert" />
      <p>{frame.t(message, { brand: frame.brand.name })}</p>
    </div>
  )
}
