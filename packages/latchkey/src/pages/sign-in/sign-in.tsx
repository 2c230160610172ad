import { Layout, toDocument } from '../frame/layout.tsx'
import type { AppView, HiddenFields, PageFrame } from '../page.ts'
import { AppName } from '../parts/app-name.tsx'
import { ERROR_SUMMARY_ID, ErrorSummary, type Problem } from '../parts/error-summary.tsx'
import { Field } from '../parts/field.tsx'
import { HiddenInputs } from '../parts/hidden-inputs.tsx'
import { Icon } from '../parts/icon.tsx'
import { Instant } from '../parts/instant.tsx'
import { requireOwnTarget, toOwnLink } from '../parts/link-target.ts'
import { PasswordField } from '../parts/password-field.tsx'
import { Sentence } from '../parts/sentence.tsx'

export interface SignInView {
  readonly action: string
  readonly hidden: HiddenFields
  readonly app?: AppView
  readonly username: string
  /** Set when the person must authenticate again; the page says so and the username cannot be changed. */
  readonly reauthentication: boolean
  readonly signUpUrl?: string
  /** Set when other accounts are signed in in this browser. */
  readonly chooseAccountUrl?: string
  /** True while a client waits: the page has a Cancel button (`name="action" value="cancel"`). */
  readonly cancellable: boolean
  readonly notice?: 'signed_up'
  readonly problem?:
    | { readonly kind: 'wrong_credentials' }
    | { readonly kind: 'missing_fields'; readonly fields: readonly ('username' | 'password')[] }
    | { readonly kind: 'disabled' }
    /**
     * The person can try again at `until`, in epoch seconds; with `onlyHere`, at once in a browser in which
     * they signed in before.
     */
    | { readonly kind: 'locked'; readonly until: number; readonly onlyHere: boolean }
    | { readonly kind: 'busy' }
}

/** Where a person authenticates, for the first time or again. */
export function signInPage(view: SignInView, frame: PageFrame): string {
  const { t } = frame
  return toDocument(
    <Layout
      frame={frame}
      heading={t('sign_in.heading')}
      lead={<Lead view={view} frame={frame} />}
      hasProblem={view.problem !== undefined}
    >
      {view.notice === 'signed_up' && view.problem === undefined && (
        <p class="notice notice-good" role="status">
          <Icon name="check" />
          <span>{t('sign_in.signed_up')}</span>
        </p>
      )}
      <ErrorSummary frame={frame} problems={toProblems(view, frame)} />
      <form method="post" action={requireOwnTarget(view.action)}>
        <HiddenInputs fields={view.hidden} />
        <Credentials view={view} frame={frame} />
        <div class="buttons">
          {/* The first submit button is the one that Enter presses. */}
          <button class="primary" type="submit" id="sign-in" name="action" value="sign-in">
            {t('sign_in.submit')}
          </button>
          {view.cancellable && (
            <button type="submit" id="sign-in-cancel" name="action" value="cancel" formnovalidate>
              {t('action.cancel')}
            </button>
          )}
        </div>
      </form>
      <WaysOn view={view} frame={frame} />
    </Layout>,
  )
}

interface Props {
  readonly view: SignInView
  readonly frame: PageFrame
}

function Lead({ view, frame }: Props) {
  const { app, reauthentication } = view
  if (app !== undefined) {
    const message = reauthentication ? 'sign_in.confirm_for_app' : 'sign_in.for_app'
    return <Sentence frame={frame} message={message} parts={{ app: <AppName app={app} frame={frame} /> }} />
  }
  const brand = <bdi>{frame.brand.name}</bdi>
  const message = reauthentication ? 'sign_in.confirm' : 'sign_in.for_brand'
  return <Sentence frame={frame} message={message} parts={{ brand }} />
}

function Credentials({ view, frame }: Props) {
  const { t } = frame
  const areWrong = view.problem?.kind === 'wrong_credentials'
  const missing = view.problem?.kind === 'missing_fields' ? view.problem.fields : []
  const about = { describedBy: areWrong ? ERROR_SUMMARY_ID : undefined, invalid: areWrong }
  return (
    <>
      <Field
        id="username"
        label={t('field.username')}
        error={missing.includes('username') ? t('sign_in.username_missing') : undefined}
        {...about}
        input={{
          type: 'text',
          inputmode: 'email',
          value: view.username,
          autocomplete: 'username',
          autocapitalize: 'none',
          autocorrect: 'off',
          spellcheck: false,
          required: true,
          readonly: view.reauthentication,
        }}
      />
      <PasswordField
        frame={frame}
        id="password"
        label={t('field.password')}
        error={missing.includes('password') ? t('sign_in.password_missing') : undefined}
        {...about}
        input={{ autocomplete: 'current-password', required: true }}
      />
    </>
  )
}

function WaysOn({ view, frame }: Props) {
  const signUp = toOwnLink(view.signUpUrl)
  const chooseAccount = toOwnLink(view.chooseAccountUrl)
  if (signUp === undefined && chooseAccount === undefined) return null
  return (
    <div class="ways-on">
      {signUp !== undefined && (
        <p>
          <Sentence
            frame={frame}
            message="sign_in.no_account"
            parts={{ link: <a href={signUp}>{frame.t('sign_in.sign_up')}</a> }}
          />
        </p>
      )}
      {chooseAccount !== undefined && (
        <p>
          <a href={chooseAccount}>{frame.t('sign_in.choose_account')}</a>
        </p>
      )}
    </div>
  )
}

function toProblems({ problem }: SignInView, frame: PageFrame): readonly Problem[] {
  const { t } = frame
  switch (problem?.kind) {
    case undefined:
      return []
    case 'wrong_credentials':
      return [{ field: 'username', message: t('sign_in.wrong_credentials') }]
    case 'missing_fields':
      return problem.fields.map((field) => ({
        field,
        message: t(field === 'username' ? 'sign_in.username_missing' : 'sign_in.password_missing'),
      }))
    case 'disabled':
      return [{ message: t('sign_in.disabled') }]
    case 'busy':
      return [{ message: t('sign_in.busy') }]
    case 'locked': {
      const time = <Instant frame={frame} at={problem.until} show="time" />
      const message = problem.onlyHere ? 'sign_in.locked_here' : 'sign_in.locked'
      return [{ message: <Sentence frame={frame} message={message} parts={{ time }} /> }]
    }
  }
}
