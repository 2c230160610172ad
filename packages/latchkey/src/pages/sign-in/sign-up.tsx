import type { SignUpProblem } from '../../protocol/accounts/sign-up-problem.ts'
import { Layout, toDocument } from '../frame/layout.tsx'
import type { AppView, HiddenFields, PageFrame } from '../page.ts'
import { AppName } from '../parts/app-name.tsx'
import { ErrorSummary } from '../parts/error-summary.tsx'
import { Field } from '../parts/field.tsx'
import { HiddenInputs } from '../parts/hidden-inputs.tsx'
import { requireOwnTarget, toOwnLink } from '../parts/link-target.ts'
import { PasswordField } from '../parts/password-field.tsx'
import { Sentence } from '../parts/sentence.tsx'

export interface SignUpView {
  readonly action: string
  readonly hidden: HiddenFields
  readonly app?: AppView
  readonly username: string
  readonly name: string
  readonly signInUrl: string
  /** Characters. */
  readonly minimumPasswordLength: number
  readonly problems: readonly SignUpProblem[]
  /** What is wrong with none of the fields; what was typed is still there, except the password. */
  readonly refused?:
    | 'invitation_used'
    | 'invitation_expired'
    | 'invitation_unknown'
    | 'invitation_of_another'
    | 'too_many'
    | 'busy'
}

type FieldName = SignUpView['problems'][number]['field']

interface Props {
  readonly view: SignUpView
  readonly frame: PageFrame
}

/** Where a person creates an account. Every rule is shown before anything is typed. */
export function signUpPage(view: SignUpView, frame: PageFrame): string {
  const { t } = frame
  const problems = [
    ...(view.refused === undefined ? [] : [{ message: t(`sign_up.refused.${view.refused}`) }]),
    ...view.problems.map(({ field }) => ({ field, message: errorOf(field, { view, frame }) })),
  ]
  return toDocument(
    <Layout
      frame={frame}
      heading={t('sign_up.heading')}
      lead={view.app && <Lead app={view.app} frame={frame} />}
      hasProblem={problems.length > 0}
    >
      <ErrorSummary frame={frame} problems={problems} />
      <form method="post" action={requireOwnTarget(view.action)}>
        <HiddenInputs fields={view.hidden} />
        <Fields view={view} frame={frame} />
        <div class="buttons">
          <button class="primary" type="submit" id="sign-up">
            {t('sign_up.submit')}
          </button>
        </div>
      </form>
      <div class="ways-on">
        <p>
          <Sentence
            frame={frame}
            message="sign_up.have_account"
            parts={{ link: <a href={toOwnLink(view.signInUrl)}>{t('sign_up.sign_in')}</a> }}
          />
        </p>
      </div>
    </Layout>,
  )
}

function Lead({ app, frame }: { readonly app: NonNullable<SignUpView['app']>; readonly frame: PageFrame }) {
  return (
    <Sentence frame={frame} message="sign_up.for_app" parts={{ app: <AppName app={app} frame={frame} /> }} />
  )
}

function Fields({ view, frame }: Props) {
  const { t } = frame
  const minimum = view.minimumPasswordLength
  return (
    <>
      <Field
        id="username"
        label={t('field.email')}
        error={errorOf('username', { view, frame })}
        input={{
          type: 'email',
          value: view.username,
          autocomplete: 'username',
          autocapitalize: 'none',
          spellcheck: false,
          required: true,
        }}
      />
      <Field
        id="name"
        label={t('field.name')}
        error={errorOf('name', { view, frame })}
        input={{ type: 'text', value: view.name, autocomplete: 'name' }}
      />
      <PasswordField
        frame={frame}
        id="password"
        label={t('field.password')}
        hint={t('sign_up.password_hint', { minimum })}
        error={errorOf('password', { view, frame })}
        input={{
          autocomplete: 'new-password',
          required: true,
          minlength: minimum,
          passwordrules: `minlength: ${minimum};`,
        }}
      />
    </>
  )
}

function errorOf(field: FieldName, { view, frame }: Props): string | undefined {
  const problem = view.problems.find((each) => each.field === field)?.problem
  return problem && frame.t(`sign_up.problem.${problem}`, { field, minimum: view.minimumPasswordLength })
}
