import type { PageView } from '../../../src/pages/default-pages.ts'
import { app, at, type States } from './example.ts'

type ErrorView = PageView<'error'>
type More = Partial<Omit<ErrorView, 'kind' | 'at'>>

const request = 'c2VhbGVk'
const home: More = { onward: [{ to: 'home', url: '/account' }] }
const restartWay = [{ to: 'restart', url: '/authorize?client_id=books' }] as const
const restart: More = { onward: restartWay }
const signIn: More = {
  onward: [{ to: 'sign_in', url: `/sign-in?request=${request}` }, ...restartWay],
}
const choose: More = {
  onward: [{ to: 'choose_account', url: `/choose-account?request=${request}` }, ...restartWay],
}
const retry: More = {
  onward: [
    { to: 'retry', url: `/consent?request=${request}` },
    { to: 'home', url: '/account' },
  ],
}
const again: More = {
  onward: [
    { to: 'retry', url: `/sign-in?request=${request}` },
    { to: 'home', url: '/account' },
  ],
}
const ended: More = {
  app,
  onward: [
    { to: 'app', url: 'https://books.example' },
    { to: 'restart', url: '/authorize?client_id=books' },
  ],
}

/** By kind, each with the heading that it has, and what else it may tell. */
const kinds: Readonly<Record<ErrorView['kind'], readonly [heading: string, view: More]>> = {
  authorization_request: [
    'This sign-in can’t start',
    {
      ...home,
      details: {
        error: 'invalid_request',
        description:
          'The redirect URI is not registered for this client; the nearest has no slash at its end',
        receivedRedirectUri: 'https://books.example/callback/',
        registeredRedirectUris: ['https://books.example/callback', 'http://127.0.0.1/callback'],
      },
    },
  ],
  logout_request: [
    'Sign-out request error',
    {
      onward: [{ to: 'sign_out', url: '/logout' }],
      details: { error: 'logout_request_invalid', description: 'client_id and id_token_hint do not agree' },
    },
  ],
  no_request: ['There is nothing to continue here', home],
  damaged_address: ['This address is not complete', home],
  expired: ['This page has expired', restart],
  another_browser: ['This page belongs to another browser', restart],
  cookies_blocked: ['Cookies are blocked', restart],
  already_allowed: ['You already allowed Harbour Books', ended],
  already_denied: ['You did not allow Harbour Books', ended],
  denied_too_late: ['Too late to deny', ended],
  already_finished: ['Already finished', ended],
  origin_withheld: ['Your browser hid where this form came from', restart],
  another_site: ['This form did not come from us', restart],
  form_token: ['We do not know this form', restart],
  signed_out: ['You are not signed in any more', signIn],
  account_changed: ['Another account is signed in now', choose],
  account_gone: ['This account is no longer there', signIn],
  unreadable: ['We could not read this form', again],
  too_large: ['That was too much', again],
  not_found: ['Page not found', home],
  method_not_allowed: ['This can’t be opened like that', home],
  too_many_requests: ['Too many requests', home],
  unavailable: ['Not available just now', retry],
  server_error: ['Something went wrong', retry],
}

export const errorStates = {
  error: [
    ...Object.entries(kinds).map(([kind, [heading, view]]) => ({
      name: `error ${kind}`,
      heading,
      view: { kind: kind as ErrorView['kind'], at, onward: [], ...view },
    })),
    {
      name: 'error expired minutes',
      heading: 'This page has expired',
      view: { kind: 'expired', at, expiredMinutesAgo: 12, ...(restart as Required<Pick<More, 'onward'>>) },
    },
    {
      name: 'error already allowed on a phone',
      heading: 'You already allowed Harbour Books',
      view: { kind: 'already_allowed', at, app, onward: [] },
    },
  ],
} satisfies Partial<States>
