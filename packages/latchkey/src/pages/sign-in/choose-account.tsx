import { Layout, toDocument } from '../frame/layout.tsx'
import type { AppView, HiddenFields, PageFrame } from '../page.ts'
import { AppName } from '../parts/app-name.tsx'
import { HiddenInputs } from '../parts/hidden-inputs.tsx'
import { Instant } from '../parts/instant.tsx'
import { requireOwnTarget, toOwnLink } from '../parts/link-target.ts'
import { Person } from '../parts/person.tsx'
import { Sentence } from '../parts/sentence.tsx'

export interface ChooseAccountView {
  readonly action: string
  readonly hidden: HiddenFields
  readonly app?: AppView
  /** Submitted as `name="session"`; the current one first. */
  readonly accounts: readonly {
    readonly session: string
    readonly username: string
    readonly name?: string
    /** Epoch seconds. */
    readonly lastSeenAt: number
  }[]
  readonly useAnotherUrl: string
  readonly cancellable: boolean
}

interface Props {
  readonly view: ChooseAccountView
  readonly frame: PageFrame
}

/** Asks which of the signed-in accounts to continue with. Each is a button, so that no script is needed. */
export function chooseAccountPage(view: ChooseAccountView, frame: PageFrame): string {
  const { t } = frame
  const { app } = view
  const lead = app && (
    <Sentence
      frame={frame}
      message="choose_account.for_app"
      parts={{ app: <AppName app={app} frame={frame} /> }}
    />
  )
  return toDocument(
    <Layout frame={frame} heading={t('choose_account.heading')} lead={lead}>
      <form method="post" action={requireOwnTarget(view.action)}>
        <HiddenInputs fields={view.hidden} />
        <AccountList view={view} frame={frame} />
        <div class="buttons">
          <a class="button" href={toOwnLink(view.useAnotherUrl)}>
            {t('choose_account.use_another')}
          </a>
          {view.cancellable && (
            <button type="submit" id="choose-account-cancel" name="action" value="cancel">
              {t('action.cancel')}
            </button>
          )}
        </div>
      </form>
    </Layout>,
  )
}

function AccountList({ view, frame }: Props) {
  return (
    <ul class="plain accounts">
      {view.accounts.map(({ session, username, name, lastSeenAt }) => (
        <li>
          <button type="submit" class="account" name="session" value={session}>
            <Person username={username} name={name} />
            <span class="quiet">
              <Sentence
                frame={frame}
                message="choose_account.last_active"
                parts={{ time: <Instant frame={frame} at={lastSeenAt} show="date-time" /> }}
              />
            </span>
          </button>
        </li>
      ))}
    </ul>
  )
}
