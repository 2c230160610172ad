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
