import { account, app, hidden, type States } from './example.ts'

const grace = { username: 'grace@example.com', name: 'Grace Hopper' }
const [ada, hopper] = [
  { ...account, session: 'one' },
  { ...grace, session: 'two' },
]

export const logoutStates = {
  signOut: [
    {
      name: 'sign-out',
      heading: 'Sign out?',
      view: { action: '/logout', hidden, accounts: [ada], app },
    },
    {
      name: 'sign-out without an app',
      heading: 'Sign out?',
      view: { action: '/logout', hidden, accounts: [ada] },
    },
    {
      name: 'sign-out as two',
      heading: 'Sign out?',
      view: { action: '/logout', hidden, accounts: [ada, hopper] },
    },
  ],
  signedOut: [
    { name: 'signed-out', heading: 'You are signed out', view: {} },
    {
      name: 'signed-out with a way back',
      heading: 'You are signed out',
      view: { returnUrl: 'https://books.example/', app, signInUrl: '/sign-in', account },
    },
    {
      name: 'signed-out back to somewhere',
      heading: 'You are signed out',
      view: { returnUrl: 'http://localhost:4001/' },
    },
    {
      name: 'signed-out but not everybody',
      heading: 'Signed out',
      view: { account, remaining: [grace], accountUrl: '/account', signInUrl: '/sign-in' },
    },
    {
      name: 'signed-out of nobody',
      heading: 'Signed out',
      view: { remaining: [account, grace], accountUrl: '/account', app, returnUrl: 'https://books.example/' },
    },
  ],
} satisfies Partial<States>
