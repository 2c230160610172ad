import type { PageView } from '../../../src/pages/default-pages.ts'
import { account, app, at, hidden, type State, type States } from './example.ts'

type SignInView = PageView<'signIn'>
type SignUpView = PageView<'signUp'>

const signInView: SignInView = {
  action: '/sign-in',
  hidden,
  app,
  username: '',
  reauthentication: false,
  signUpUrl: '/sign-up',
  cancellable: true,
}

const { app: _noApp, signUpUrl: _noSignUp, ...bareSignIn } = signInView

const signIn = (name: string, view: SignInView): State<SignInView> => ({
  name: `sign-in ${name}`,
  heading: 'Sign in',
  view,
})

/** What the page can say of what was sent. */
const signInProblems: Readonly<Record<string, Partial<SignInView>>> = {
  'signed up': { username: 'ada@example.com', notice: 'signed_up' },
  'wrong credentials': { username: 'ada@example.com', problem: { kind: 'wrong_credentials' } },
  'missing fields': { problem: { kind: 'missing_fields', fields: ['username', 'password'] } },
  disabled: { username: 'ada@example.com', problem: { kind: 'disabled' } },
  locked: { username: 'ada@example.com', problem: { kind: 'locked', until: at, onlyHere: false } },
  'locked here': { username: 'ada@example.com', problem: { kind: 'locked', until: at, onlyHere: true } },
  busy: { username: 'ada@example.com', problem: { kind: 'busy' } },
}

const signUpView: SignUpView = {
  action: '/sign-up',
  hidden,
  app,
  username: '',
  name: '',
  signInUrl: '/sign-in',
  minimumPasswordLength: 15,
  problems: [],
}

const signUpProblems: Readonly<Record<string, SignUpView['problems']>> = {
  required: [
    { field: 'username', problem: 'required' },
    { field: 'password', problem: 'required' },
  ],
  short: [
    { field: 'username', problem: 'not_an_email' },
    { field: 'name', problem: 'too_long' },
    { field: 'password', problem: 'too_short' },
  ],
  common: [{ field: 'password', problem: 'too_common' }],
  'username in password': [{ field: 'password', problem: 'contains_username' }],
}

const signUpRefusals = [
  'invitation_used',
  'invitation_expired',
  'invitation_unknown',
  'invitation_of_another',
  'too_many',
  'busy',
] as const satisfies readonly SignUpView['refused'][]

/** By reason, each with the heading that it has. */
const closed: Readonly<Record<PageView<'signUpClosed'>['reason'], string>> = {
  closed: 'Sign-up is closed',
  invitation_missing: 'You need an invitation',
  invitation_used: 'This invitation was used already',
  invitation_expired: 'This invitation has expired',
  invitation_unknown: 'This invitation is not complete',
}

export const signInStates = {
  signIn: [
    signIn('empty', signInView),
    signIn('without an app', { ...bareSignIn, cancellable: false }),
    signIn('again', {
      ...signInView,
      username: 'ada@example.com',
      reauthentication: true,
      chooseAccountUrl: '/choose-account',
    }),
    signIn('again without an app', { ...bareSignIn, username: 'ada@example.com', reauthentication: true }),
    ...Object.entries(signInProblems).map(([name, changes]) => signIn(name, { ...signInView, ...changes })),
  ],
  signUp: [
    { name: 'sign-up empty', heading: 'Create your account', view: signUpView },
    ...Object.entries(signUpProblems).map(([name, problems]) => ({
      name: `sign-up ${name}`,
      heading: 'Create your account',
      view: { ...signUpView, username: 'ada@example.com', name: 'Ada', problems },
    })),
    ...signUpRefusals.map((refused) => ({
      name: `sign-up ${refused.replaceAll('_', ' ')}`,
      heading: 'Create your account',
      view: { ...signUpView, username: 'ada@example.com', name: 'Ada', refused },
    })),
  ],
  signUpClosed: Object.entries(closed).map(([reason, heading]) => ({
    name: `sign-up-closed ${reason.replaceAll('_', ' ')}`,
    heading,
    view: { reason: reason as keyof typeof closed, signInUrl: '/sign-in' },
  })),
  chooseAccount: [
    {
      name: 'choose-account',
      heading: 'Choose an account',
      view: {
        action: '/choose-account',
        hidden,
        app,
        accounts: [
          { session: 's1', ...account, lastSeenAt: at },
          { session: 's2', username: 'grace@navy.example', lastSeenAt: at - 86_400 },
        ],
        useAnotherUrl: '/sign-in?add',
        cancellable: true,
      },
    },
  ],
  signedIn: [
    {
      name: 'signed-in',
      heading: 'You are signed in',
      view: { action: '/sign-out', hidden, accounts: [{ ...account, session: 'one' }] },
    },
    {
      name: 'signed-in as two',
      heading: 'You are signed in',
      view: {
        action: '/sign-out',
        hidden,
        accounts: [
          { ...account, session: 'one' },
          { username: `${'grace'.repeat(12)}@example.com`, session: 'two' },
        ],
      },
    },
  ],
} satisfies Partial<States>
