import { account, app, hidden, type States } from './example.ts'

const grace = { username: 'grace@example.com', name: 'Grace Hopper' }

export const logoutStates = {
  signOut: [
    {
      name: 'sign-out',
      heading: 'Sign out?',
      view: { action: '/logout', hidden, accounts: [account], app },
    },
    {
      name: 'sign-out without an app',
      heading: 'Sign out?',
      view: { action: '/logout', hidden, accounts: [account, grace] },
    },
  ],
  signedOut: [
    { name: 'signed-out', heading: 'You are signed out', view: {} },
    {
      name: 'signed-out with a way back',
      heading: 'You are signed out',
      view: { returnUrl: 'https://books.example/', app },
    },
    {
      name: 'signed-out back to somewhere',
      heading: 'You are signed out',
      view: { returnUrl: 'http://localhost:4001/' },
    },
  ],
} satisfies Partial<States>
