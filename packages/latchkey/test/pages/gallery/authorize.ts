import type { PageView } from '../../../src/pages/default-pages.ts'
import { account, app, hidden, type State, type States } from './example.ts'

type ConsentView = PageView<'consent'>
type Group = ConsentView['groups'][number]

const ours = (names: readonly string[]): Group => ({
  resource: { name: 'Example', uri: 'https://id.example', ours: true },
  scopes: names.map((name) => ({
    name,
    description: '',
    changes: false,
    optional: name === 'address' || name === 'phone',
    alreadyGranted: false,
  })),
})

const library: Group = {
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

const consent = (name: string, changes: Partial<ConsentView>): State<ConsentView> => ({
  name: `consent ${name}`,
  heading: 'Allow access?',
  view: { ...consentView, ...changes },
})

const { action: _, ...confirmView } = consentView

/** Two APIs of which the app asks for no scope. */
const withoutScopes = (optional: boolean, alreadyGranted = false): Group => ({
  resource: { name: 'Library', uri: 'https://library.example/api', ours: false },
  scopes: [],
  withoutScopes: { optional, alreadyGranted },
})

const leaveView: PageView<'leave'> = {
  reason: 'refused',
  app: { ...app, verified: false },
  destination: { kind: 'web', host: 'books.example', url: 'https://books.example/callback' },
  url: 'https://books.example/callback?error=invalid_scope',
  details: { error: 'invalid_scope', description: 'This client may not ask for: admin' },
}

export const authorizeStates = {
  consent: [
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
    consent('an API without scopes', {
      groups: [
        ours(['openid', 'profile']),
        withoutScopes(true),
        {
          resource: { name: 'Films', uri: 'https://films.example/api', ours: false },
          scopes: [],
          withoutScopes: { optional: true, alreadyGranted: true },
        },
      ],
    }),
    consent('nothing but an API', { groups: [withoutScopes(false)] }),
    consent('our own API without scopes', {
      groups: [{ ...ours([]), withoutScopes: { optional: true, alreadyGranted: false } }, library],
    }),
  ],
  confirm: [
    {
      name: 'confirm an app with a scheme',
      heading: 'Continue to Harbour Books?',
      view: {
        ...confirmView,
        action: '/confirm',
        destination: { kind: 'private_use', host: 'com.example.books', url: 'com.example.books:/callback' },
      },
    },
    {
      name: 'confirm an app on this computer',
      heading: 'Continue to Harbour Books?',
      view: {
        ...confirmView,
        action: '/confirm',
        destination: { kind: 'loopback', host: '127.0.0.1:49152', url: 'http://127.0.0.1:49152/callback' },
      },
    },
  ],
  leave: [
    { name: 'leave after a bad request', heading: 'This sign-in can’t start', view: leaveView },
    {
      name: 'leave after a silent request',
      heading: 'Not signed in yet',
      view: { ...leaveView, reason: 'silent', details: { error: 'login_required' } },
    },
    {
      name: 'leave after Deny',
      heading: 'Access not allowed',
      view: {
        ...leaveView,
        reason: 'denied',
        url: 'https://books.example/callback',
        fields: { error: 'access_denied', state: 's', iss: 'https://id.example' },
        details: { error: 'access_denied' },
      },
    },
    {
      name: 'leave to an app on this device',
      heading: 'Access not allowed',
      view: {
        ...leaveView,
        reason: 'denied',
        app: { name: '\u202e\u200b', verified: false },
        destination: { kind: 'private_use', host: 'com.example.books', url: 'com.example.books:/callback' },
        url: 'com.example.books:/callback?error=access_denied',
      },
    },
  ],
  handOff: [
    {
      name: 'hand-off to the web',
      heading: 'Returning to Harbour Books',
      view: { url: 'https://books.example/callback?code=c&state=s', app },
    },
    {
      name: 'hand-off to an app',
      heading: 'Returning to Harbour Books',
      view: { url: 'com.example.books:/callback?code=c&state=s', app },
    },
  ],
  formPost: [
    {
      name: 'form-post',
      heading: 'Returning to Harbour Books',
      view: {
        action: 'https://books.example/callback',
        fields: { code: 'c', state: 's', iss: 'https://id.example' },
        app,
      },
    },
  ],
} satisfies Partial<States>
