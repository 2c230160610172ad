import { describe, expect, test } from 'vitest'
import { decideLogout, type LogoutState } from '../../../src/protocol/logout/decide-logout.ts'
import type { Refusal } from '../../../src/protocol/refusal.ts'
import { makeClient } from '../make-client.ts'

const bye = 'https://app.example/bye'
const client = makeClient({ postLogoutRedirectUris: [bye], verified: true })
const hint = { subject: 'alice', clientId: 'app', sessionIdentifier: 'sid-1' }
const alices = { id: 'one', accountId: 'alice', sessionIdentifier: 'sid-1' }
const bobs = { id: 'two', accountId: 'bob', sessionIdentifier: 'sid-2' }

function decide(change: Partial<LogoutState> = {}) {
  const state = { hint: undefined, client: undefined, clientId: undefined, postLogoutRedirectUri: undefined }
  return decideLogout({ ...state, sessions: [alices], confirmed: undefined, ...change })
}

const signOut = (sessionIds: readonly string[], by: string, returnTo?: string) => ({
  decision: 'sign-out',
  sessionIds,
  returnTo,
  by,
})

describe('a logout request (RP-Initiated Logout 1.0 §2, §3)', () => {
  test('without proof asks the person', () => {
    expect(decide()).toEqual({ decision: 'ask' })
    expect(decide({ client, clientId: 'app', postLogoutRedirectUri: bye })).toEqual({ decision: 'ask' })
  })

  test('with a hint of the session that is here is carried out at once', () => {
    expect(decide({ hint, client })).toEqual(signOut(['one'], 'redirect'))
    expect(decide({ hint, client, postLogoutRedirectUri: bye })).toEqual(signOut(['one'], 'redirect', bye))
  })

  test('with a hint ends the session of the hint, and that of nobody else', () => {
    expect(decide({ hint, client, sessions: [bobs, alices] })).toEqual(signOut(['one'], 'redirect'))
  })

  test('with a hint of another person, of a session that is over or of no session asks', () => {
    const { sessionIdentifier: _, ...withoutSid } = hint
    for (const other of [
      { ...hint, subject: 'bob' },
      { ...hint, sessionIdentifier: 'sid-0' },
      { ...hint, sessionIdentifier: 'sid-2' },
      withoutSid,
    ])
      expect(decide({ hint: other, client, sessions: [alices, bobs] })).toEqual({ decision: 'ask' })
  })

  test('when nobody is signed in redirects only to a client that a hint proves', () => {
    const nobody = { sessions: [], client, postLogoutRedirectUri: bye }
    expect(decide({ ...nobody, hint })).toEqual(signOut([], 'redirect', bye))
    expect(decide({ ...nobody, clientId: 'app' })).toEqual(signOut([], 'button', bye))
    const unverified = { ...client, verified: false }
    expect(decide({ ...nobody, client: unverified, clientId: 'app' })).toEqual(signOut([], 'nothing', bye))
  })

  test('of a client that nobody vouches for redirects only from a session of its own (RFC 9700 §4.11.2)', () => {
    const asked = { client: { ...client, verified: false }, hint, postLogoutRedirectUri: bye }
    expect(decide(asked)).toEqual(signOut(['one'], 'redirect', bye))
    expect(decide({ ...asked, sessions: [] })).toEqual(signOut([], 'nothing', bye))
    expect(decide({ ...asked, sessions: [bobs] })).toEqual({ decision: 'ask' })
  })

  test('that the person confirmed ends what they chose, and returns to the client that it names', () => {
    const request = { client, clientId: 'app', postLogoutRedirectUri: bye, sessions: [alices, bobs] }
    const confirm = (confirmed: LogoutState['confirmed']) => decide({ ...request, confirmed })
    expect(confirm('all')).toEqual(signOut(['one', 'two'], 'redirect', bye))
    expect(confirm({ sessionId: 'two' })).toEqual(signOut(['two'], 'redirect', bye))
    expect(confirm({ sessionId: 'of another browser' })).toEqual(signOut([], 'redirect', bye))
  })

  test('without any client returns nowhere', () => {
    const uri = { postLogoutRedirectUri: 'https://evil.test/' }
    expect(decide({ ...uri, confirmed: 'all' })).toEqual(signOut(['one'], 'redirect'))
  })
})

test.each([
  'https://app.example/bye?a=1',
  'https://app.example/bye/',
  'https://app.example',
  'https://evil.test/bye',
])('%s is not registered and is refused, proven or not (§3)', (postLogoutRedirectUri) => {
  for (const proof of [{ hint }, { confirmed: 'all' as const }, { sessions: [] }])
    expect(() => decide({ client, ...proof, postLogoutRedirectUri })).toThrow('not one of those registered')
})

test('a native app is returned to on whatever port it listens, as after signing in (RFC 8252 §7.3)', () => {
  const native = makeClient({ postLogoutRedirectUris: ['http://127.0.0.1:33418'] })
  for (const postLogoutRedirectUri of ['http://127.0.0.1:51004', 'http://127.0.0.1:51004/'])
    expect(decide({ hint, client: native, postLogoutRedirectUri })).toEqual(
      signOut(['one'], 'redirect', postLogoutRedirectUri),
    )
  expect(() => decide({ hint, client: native, postLogoutRedirectUri: 'http://127.0.0.1:51004/bye' })).toThrow(
    'not one of those registered',
  )
})

test('client_id and hint must agree (§2)', () => {
  const clash = () => decide({ hint, client, clientId: 'other' })
  expect(clash).toThrow(
    expect.objectContaining({ reason: 'logout_request_invalid' } satisfies Partial<Refusal>),
  )
})
