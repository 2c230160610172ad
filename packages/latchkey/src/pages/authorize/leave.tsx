import { Layout, toDocument } from '../frame/layout.tsx'
import type { AppView, HiddenFields, PageFrame } from '../page.ts'
import { AppName } from '../parts/app-name.tsx'
import { DeveloperDetails, DeveloperFact } from '../parts/developer-details.tsx'
import { toDisplayText } from '../parts/display-text.ts'
import { HiddenInputs } from '../parts/hidden-inputs.tsx'
import { Icon } from '../parts/icon.tsx'
import { requireFormPostTarget, requireHandOffTarget } from '../parts/link-target.ts'
import { Sentence } from '../parts/sentence.tsx'
import { DestinationFact } from './consent-facts.tsx'
import type { ConsentView } from './consent-view.ts'

export interface LeaveView {
  /** We refused the app's request, or could not answer it without asking the person, or they denied it. */
  readonly reason: 'refused' | 'silent' | 'denied'
  readonly app: AppView
  /** Where the person would be sent. */
  readonly destination: ConsentView['destination']
  /** The address with our answer for the app. */
  readonly url: string
  /** Set if the app gets the answer by a form. */
  readonly fields?: HiddenFields
  /** For "Details for developers". */
  readonly details: { readonly error: string; readonly description?: string }
}

interface Props {
  readonly view: LeaveView
  readonly frame: PageFrame
}

/**
 * Asks before an error sends the person to an app that nobody vouches for. Its address might be that of a
 * fraud, and a link to us must not lead there by itself (RFC 9700 §4.11.2).
 */
export function leavePage(view: LeaveView, frame: PageFrame): string {
  const { t } = frame
  const parts = { app: <AppName app={view.app} frame={frame} />, brand: <bdi>{frame.brand.name}</bdi> }
  return toDocument(
    <Layout
      frame={frame}
      heading={t(`leave.${view.reason}.heading`)}
      lead={<Sentence frame={frame} message={`leave.${view.reason}.text`} parts={parts} />}
    >
      <div class="notice notice-warning">
        <Icon name="alert" />
        <p>{t('leave.warning', { brand: frame.brand.name })}</p>
      </div>
      <dl class="facts">
        <DestinationFact destination={view.destination} frame={frame} />
      </dl>
      <Onward view={view} frame={frame} />
      <p class="quiet note">{t('leave.stay')}</p>
      <Details view={view} frame={frame} />
    </Layout>,
  )
}

/** Not the primary button: to stay is the safer choice. */
function Onward({ view: { url, fields, destination }, frame }: Props) {
  const label = frame.t('leave.go', { host: toDisplayText(destination.host) })
  if (fields === undefined) {
    return (
      <div class="buttons">
        <a class="button" id="leave" href={requireHandOffTarget(url)}>
          {label}
        </a>
      </div>
    )
  }
  return (
    <form method="post" action={requireFormPostTarget(url)}>
      <HiddenInputs fields={fields} />
      <div class="buttons">
        <button type="submit" id="leave">
          {label}
        </button>
      </div>
    </form>
  )
}

function Details({ view: { details }, frame }: Props) {
  return (
    <DeveloperDetails frame={frame}>
      <DeveloperFact label={frame.t('error.code')} value={details.error} />
      {details.description && (
        <DeveloperFact label={frame.t('error.description')} value={details.description} prose />
      )}
    </DeveloperDetails>
  )
}
