import type { PageView } from '../../../src/pages/default-pages.ts'
import { at, type States } from './example.ts'

type ErrorView = PageView<'error'>

/** By kind, each with the heading that it has, and what else it may tell. */
const kinds: Readonly<Record<ErrorView['kind'], readonly [heading: string, view?: Partial<ErrorView>]>> = {
  authorization_request: [
    'Authorization request error',
    {
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
      signOutUrl: '/logout',
      details: { error: 'logout_request_invalid', description: 'client_id and id_token_hint do not agree' },
    },
  ],
  expired: ['This page has expired', { restartUrl: '/authorize?client_id=books' }],
  already_finished: ['Already finished'],
  cookies_blocked: ['Cookies are blocked', { restartUrl: '/authorize?client_id=books' }],
  not_found: ['Page not found'],
  method_not_allowed: ['This can’t be opened like that'],
  too_many_requests: ['Too many requests'],
  unavailable: ['Not available just now'],
  server_error: ['Something went wrong'],
}

export const errorStates = {
  error: [
    ...Object.entries(kinds).map(([kind, [heading, view]]) => ({
      name: `error ${kind}`,
      heading,
      view: { kind: kind as ErrorView['kind'], at, ...view },
    })),
    {
      name: 'error expired minutes',
      heading: 'This page has expired',
      view: { kind: 'expired', at, expiredMinutesAgo: 12 },
    },
  ],
} satisfies Partial<States>
