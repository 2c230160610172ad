import { expect, test } from 'vitest'
import {
  type BackendLogoutState,
  decideBackendLogout,
} from '../../../src/protocol/logout/decide-backend-logout.ts'
import { makeClient } from '../make-client.ts'

const hint = { subject: 'alice', clientId: 'app', sessionIdentifier: 'sid-1', expiresAt: 1000 }

const confidential = makeClient({ tokenEndpointAuthMethod: 'client_secret' })

function decide(change: Partial<BackendLogoutState> = {}) {
  const state = { hint, client: confidential, clientId: undefined, authenticatedClientId: 'app', now: 999 }
  return decideBackendLogout({ ...state, ...change })
}

test('a program that is the client of a hint, or whose client is registered for it, ends its session', () => {
  const end = { decision: 'end', accountId: 'alice', clientId: 'app', sessionIdentifier: 'sid-1' }
  expect(decide()).toEqual(end)
  expect(decide({ clientId: 'app' })).toEqual(end)
  const registered = makeClient({ backendLogout: true })
  expect(decide({ authenticatedClientId: undefined, client: registered })).toEqual(end)
})

const { sessionIdentifier: _, ...withoutSid } = hint

test.each<readonly [string, Partial<BackendLogoutState>, string]>([
  ['without a hint', { hint: undefined }, 'Send id_token_hint'],
  ['for another client', { clientId: 'other' }, 'client_id is not the client'],
  ['of a client that is not there', { client: undefined }, 'is not registered'],
  ['without proof', { authenticatedClientId: undefined }, 'authenticates as the client of id_token_hint'],
  ['with the proof of another client', { authenticatedClientId: 'other' }, 'authenticates as the client'],
  [
    'of a client without a secret, which a header only names (OAuth 2.1 §2.4),',
    { client: makeClient({ tokenEndpointAuthMethod: 'none' }) },
    'authenticates as the client',
  ],
  ['with a hint that has expired', { now: 1000 }, 'has expired'],
  ['with a hint of no session', { hint: withoutSid }, 'has no sid'],
])('a program %s ends nothing, and is told why', (_name, change, problem) => {
  expect(decide(change)).toEqual({ decision: 'refuse', problem: expect.stringContaining(problem) })
})
