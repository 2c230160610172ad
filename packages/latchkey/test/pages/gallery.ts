import { defaultPages } from '../../src/pages/default-pages.ts'
import type {
  AppView,
  ChooseAccountView,
  ConsentView,
  ErrorView,
  HiddenFields,
  Page,
  PageFrame,
  SignInView,
  SignUpView,
} from '../../src/pages/page.ts'

/** A page in one of its states. */
export interface Example {
  readonly name: string
  readonly heading: string
  readonly render: (frame: PageFrame) => string
  /** The same page, every free text in its view replaced; what the type restricts stays. */
  readonly renderWith: (frame: PageFrame, replace: (text: string) => string) => string
}

/** Words of ours, not of anybody else; and addresses, for which a page may refuse to be made. */
const FIXED = new Set(['kind', 'reason', 'field', 'problem', 'notice', 'action', 'fields'])

function example<View>(name: string, heading: string, [page, view]: readonly [Page<View>, View]): Example {
  return {
    name,
    heading,
    render: (frame) => page(view, frame),
    renderWith: (frame, replace) => page(replaceTexts(view, replace) as View, frame),
  }
}

/**
 * Replaces every string in a view but those under the names above, and the address that a hand-off goes to.
 */
export function replaceTexts(value: unknown, replace: (text: string) => string): unknown {
  if (typeof value === 'string') return replace(value)
  if (Array.isArray(value)) return value.map((each) => replaceTexts(each, replace))
  if (typeof value !== 'object' || value === null) return value
  const isHandOff = 'url' in value && 'app' in value
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => {
      const stays =
        (typeof member !== 'object' && FIXED.has(name)) ||
        (name === 'fields' && Array.isArray(member)) ||
        (isHandOff && name === 'url')
      return [name, stays ? member : replaceTexts(member, replace)]
    }),
  )
}

export const app: AppView = {
  name: 'Harbour Books',
  homepage: 'https://books.example',
  policyUri: 'https://books.example/privacy',
  tosUri: 'https://books.example/terms',
  verified: true,
}

const hidden: HiddenFields = { csrf: 'c3Jm', transaction: 'dHg' }
const account = { username: 'ada@example.com', name: 'Ada Lovelace' }
/** 2026-11-21T09:30:00Z */
const at = 1_795_253_400

const signInView: SignInView = {
  action: '/sign-in',
  hidden,
  app,
  username: '',
  reauthentication: false,
  signUpUrl: '/sign-up',
  cancellable: true,
}

const signIn = (name: string, changes: Partial<SignInView>): Example =>
  example(`sign-in ${name}`, 'Sign in', [defaultPages.signIn, { ...signInView, ...changes }])

const { app: _noApp, signUpUrl: _noSignUp, ...bareSignIn } = signInView

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

const signUp = (name: string, problems: SignUpView['problems']): Example =>
  example(`sign-up ${name}`, 'Create your account', [
    defaultPages.signUp,
    { ...signUpView, username: 'ada@example.com', name: 'Ada', problems },
  ])

const ours = (names: readonly string[]): ConsentView['groups'][number] => ({
  resource: { name: 'Example', uri: 'https://id.example', ours: true },
  scopes: names.map((name) => ({
    name,
    description: '',
    changes: false,
    optional: name === 'address' || name === 'phone',
    alreadyGranted: false,
  })),
})

const consentView: ConsentView = {
  action: '/consent',
  hidden,
  app,
  destination: { kind: 'web', host: 'books.example', url: 'https://books.example/callback' },
  account,
  switchAccountUrl: '/choose-account?transaction=dHg',
  groups: [ours(['openid', 'profile', 'email'])],
  offlineAccess: false,
}

const consent = (name: string, changes: Partial<ConsentView>): Example =>
  example(`consent ${name}`, 'Allow access?', [defaultPages.consent, { ...consentView, ...changes }])

const library: ConsentView['groups'][number] = {
  resource: { name: 'Library', uri: 'https://library.example/api', ours: false },
  scopes: [
    {
      name: 'books:read',
      description: 'See your books',
      changes: false,
      optional: true,
      alreadyGranted: true,
    },
    {
      name: 'books:write',
      description: 'Add, change and remove books',
      changes: true,
      optional: true,
      alreadyGranted: false,
    },
    {
      name: 'loans:write',
      description: 'Lend books in your name',
      changes: true,
      optional: true,
      alreadyGranted: false,
    },
  ],
}

const chooseAccountView: ChooseAccountView = {
  action: '/choose-account',
  hidden,
  app,
  accounts: [
    { session: 's1', ...account, lastSeenAt: at },
    { session: 's2', username: 'grace@navy.example', lastSeenAt: at - 86_400 },
  ],
  useAnotherUrl: '/sign-in?add',
  cancellable: true,
}

const error = (kind: ErrorView['kind'], heading: string, view: Partial<ErrorView> = {}): Example =>
  example(`error ${kind}${view.expiredMinutesAgo === undefined ? '' : ' minutes'}`, heading, [
    defaultPages.error,
    { kind, at, ...view },
  ])

/** Every page in every state, by name, with the heading it must have in English. */
export const gallery: readonly Example[] = [
  signIn('empty', {}),
  example('sign-in without an app', 'Sign in', [defaultPages.signIn, { ...bareSignIn, cancellable: false }]),
  signIn('again', {
    username: 'ada@example.com',
    reauthentication: true,
    chooseAccountUrl: '/choose-account',
  }),
  example('sign-in again without an app', 'Sign in', [
    defaultPages.signIn,
    { ...bareSignIn, username: 'ada@example.com', reauthentication: true },
  ]),
  signIn('signed up', { username: 'ada@example.com', notice: 'signed_up' }),
  signIn('wrong credentials', { username: 'ada@example.com', problem: { kind: 'wrong_credentials' } }),
  signIn('missing fields', { problem: { kind: 'missing_fields', fields: ['username', 'password'] } }),
  signIn('disabled', { username: 'ada@example.com', problem: { kind: 'disabled' } }),
  signIn('locked', { username: 'ada@example.com', problem: { kind: 'locked', until: at } }),
  signIn('busy', { username: 'ada@example.com', problem: { kind: 'busy' } }),
  example('sign-up empty', 'Create your account', [defaultPages.signUp, signUpView]),
  signUp('required', [
    { field: 'username', problem: 'required' },
    { field: 'password', problem: 'required' },
  ]),
  signUp('short', [
    { field: 'username', problem: 'not_an_email' },
    { field: 'name', problem: 'too_long' },
    { field: 'password', problem: 'too_short' },
  ]),
  signUp('common', [{ field: 'password', problem: 'too_common' }]),
  signUp('username in password', [{ field: 'password', problem: 'contains_username' }]),
  example('sign-up-closed', 'Sign-up is closed', [
    defaultPages.signUpClosed,
    { reason: 'closed', signInUrl: '/sign-in' },
  ]),
  example('sign-up-closed invitation missing', 'You need an invitation', [
    defaultPages.signUpClosed,
    { reason: 'invitation_missing', signInUrl: '/sign-in' },
  ]),
  example('sign-up-closed invitation invalid', 'This invitation has ended', [
    defaultPages.signUpClosed,
    { reason: 'invitation_invalid', signInUrl: '/sign-in' },
  ]),
  example('sign-up-closed too many', 'Too many new accounts', [
    defaultPages.signUpClosed,
    { reason: 'too_many', signInUrl: '/sign-in' },
  ]),
  consent('verified', {}),
  consent('everything', {
    app: { ...app, verified: false },
    groups: [ours(['openid', 'profile', 'email', 'address', 'phone', 'offline_access']), library],
    offlineAccess: true,
  }),
  consent('loopback', {
    app: { name: 'Terminal', verified: false },
    destination: { kind: 'loopback', host: '127.0.0.1:49152', url: 'http://127.0.0.1:49152/callback' },
    account: { username: 'ada@example.com' },
    groups: [ours(['openid', 'offline_access']), library],
    offlineAccess: true,
  }),
  consent('private use', {
    app: { name: '\u202e\u200b', verified: true },
    destination: { kind: 'private_use', host: 'com.example.books', url: 'com.example.books:/callback' },
    groups: [],
  }),
  example('choose-account', 'Choose an account', [defaultPages.chooseAccount, chooseAccountView]),
  error('authorization_request', 'Authorization request error', {
    details: {
      error: 'invalid_request',
      description: 'The redirect URI is not registered for this client; the nearest has no slash at its end',
      receivedRedirectUri: 'https://books.example/callback/',
      registeredRedirectUris: ['https://books.example/callback', 'http://127.0.0.1/callback'],
    },
  }),
  error('expired', 'This page has expired', { restartUrl: '/authorize?client_id=books' }),
  error('expired', 'This page has expired', { expiredMinutesAgo: 12 }),
  error('already_finished', 'Already finished'),
  error('cookies_blocked', 'Cookies are blocked', { restartUrl: '/authorize?client_id=books' }),
  error('not_found', 'Page not found'),
  error('method_not_allowed', 'This can’t be opened like that'),
  error('too_many_requests', 'Too many requests'),
  error('unavailable', 'Not available just now'),
  error('server_error', 'Something went wrong'),
  example('sign-out', 'Sign out?', [
    defaultPages.signOut,
    { action: '/logout', hidden, accounts: [account], app },
  ]),
  example('sign-out without an app', 'Sign out?', [
    defaultPages.signOut,
    {
      action: '/logout',
      hidden,
      accounts: [account, { username: 'grace@example.com', name: 'Grace Hopper' }],
    },
  ]),
  example('signed-in', 'You are signed in', [
    defaultPages.signedIn,
    { action: '/sign-out', hidden, account },
  ]),
  example('signed-out', 'You are signed out', [defaultPages.signedOut, {}]),
  example('signed-out with a way back', 'You are signed out', [
    defaultPages.signedOut,
    { returnUrl: 'https://books.example/', app },
  ]),
  example('signed-out back to somewhere', 'You are signed out', [
    defaultPages.signedOut,
    { returnUrl: 'http://localhost:4001/' },
  ]),
  example('hand-off to the web', 'Returning to Harbour Books', [
    defaultPages.handOff,
    { url: 'https://books.example/callback?code=c&state=s', app },
  ]),
  example('hand-off to an app', 'Returning to Harbour Books', [
    defaultPages.handOff,
    { url: 'com.example.books:/callback?code=c&state=s', app },
  ]),
  example('form-post', 'Returning to Harbour Books', [
    defaultPages.formPost,
    {
      action: 'https://books.example/callback',
      fields: { code: 'c', state: 's', iss: 'https://id.example' },
      app,
    },
  ]),
]
