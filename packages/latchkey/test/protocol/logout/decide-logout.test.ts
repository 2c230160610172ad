import { describe, expect, test } from 'vitest'
import { decideLogout, type LogoutState } from '../../../src/protocol/logout/decide-logout.ts'
import type { Refusal } from '../../../src/protocol/refusal.ts'
import { makeClient } from '../make-client.ts'

const bye = 'https://app.example/bye'
const client = makeClient({ postLogoutRedirectUris: [bye] })
const hint = { subject: 'alice', clientId: 'app', sessionIdentifier: 'sid-1' }
const here = [{ accountId: 'alice', sessionIdentifier: 'sid-1' }]

function decide(change: Partial<LogoutState> = {}) {
  const state = { hint: undefined, client: undefined, clientId: undefined, postLogoutRedirectUri: undefined }
  return decideLogout({ ...state, sessions: here, confirmed: false, ...change })
}

const signOut = (returnTo?: string) => ({ decision: 'sign-out', returnTo })

describe('a logout request (RP-Initiated Logout 1.0 §2, §3)', () => {
  test('without proof asks the person', () => {
    expect(decide()).toEqual({ decision: 'ask' })
    expect(decide({ client, clientId: 'app', postLogoutRedirectUri: bye })).toEqual({ decision: 'ask' })
  })

  test('with a hint of the session that is here is carried out at once', () => {
    expect(decide({ hint, client })).toEqual(signOut())
    expect(decide({ hint, client, postLogoutRedirectUri: bye })).toEqual(signOut(bye))
  })

  test('with a hint of another person, or of a session that is over, asks', () => {
    expect(decide({ hint: { ...hint, subject: 'bob' }, client })).toEqual({ decision: 'ask' })
    expect(decide({ hint: { ...hint, sessionIdentifier: 'sid-0' }, client })).toEqual({ decision: 'ask' })
  })

  test('when nobody is signed in returns only to a client that a hint proves', () => {
    const nobody = { sessions: [], client, postLogoutRedirectUri: bye }
    expect(decide({ ...nobody, clientId: 'app' })).toEqual(signOut())
    expect(decide({ ...nobody, hint })).toEqual(signOut(bye))
  })

  test('that the person confirmed returns to the client that it names', () => {
    const confirmed = { client, clientId: 'app', postLogoutRedirectUri: bye, confirmed: true }
    expect(decide(confirmed)).toEqual(signOut(bye))
  })

  test('without any client returns nowhere', () => {
    expect(decide({ postLogoutRedirectUri: 'https://evil.test/', confirmed: true })).toEqual(signOut())
  })
})

test.each([
  'https://app.example/bye?a=1',
  'https://app.example/bye/',
  'https://app.example',
  'https://evil.test/bye',
])('%s is not registered and is refused, proven or not (§3)', (postLogoutRedirectUri) => {
  for (const proof of [{ hint }, { confirmed: true }, { sessions: [] }])
    expect(() => decide({ client, ...proof, postLogoutRedirectUri })).toThrow('not one of those registered')
})

test('a native app is returned to on whatever port it listens, as after signing in (RFC 8252 §7.3)', () => {
  const native = makeClient({ postLogoutRedirectUris: ['http://127.0.0.1:33418'] })
  for (const postLogoutRedirectUri of ['http://127.0.0.1:51004', 'http://127.0.0.1:51004/'])
    expect(decide({ hint, client: native, postLogoutRedirectUri })).toEqual(signOut(postLogoutRedirectUri))
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
