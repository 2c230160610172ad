import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import {
  decideSecretAuthentication,
  findMethodFailure,
} from '../../../src/protocol/client-authentication/decide-client-authentication.ts'
import type {
  PresentedMethod,
  PresentedSecret,
} from '../../../src/protocol/client-authentication/presented-credentials.ts'
import type { Client, ClientAuthenticationMethod } from '../../../src/protocol/clients/client.ts'
import { makeClient } from '../make-client.ts'

const now = 1_800_000_000
const secretOf = (secret: string, expiresAt?: number) => ({
  id: secret,
  label: '',
  secretHash: createHash('sha256').update(secret).digest('base64url'),
  lastFour: '',
  createdAt: 0,
  ...(expiresAt !== undefined && { expiresAt }),
})

const clientOf = (tokenEndpointAuthMethod: ClientAuthenticationMethod, change: Partial<Client> = {}) =>
  makeClient({
    tokenEndpointAuthMethod,
    secrets: [secretOf('current'), secretOf('former', now)],
    ...change,
  })

function decide(client: Client | undefined, method: PresentedSecret['method'], ...secrets: string[]): string {
  const decision = decideSecretAuthentication(client, { method, clientId: 'app', secrets }, now)
  return decision.outcome === 'proven' ? decision.secret.id : decision.failure
}

describe('a right secret', () => {
  it.each([
    ['client_secret', 'client_secret_basic', 'current'],
    ['client_secret', 'client_secret_post', 'current'],
    ['client_secret_basic', 'client_secret_basic', 'current'],
    ['client_secret_basic', 'client_secret_post', 'secret_in_wrong_place'],
    ['client_secret_post', 'client_secret_basic', 'secret_in_wrong_place'],
    ['client_secret_post', 'client_secret_post', 'current'],
    ['private_key_jwt', 'client_secret_basic', 'method_not_registered'],
    ['private_key_jwt', 'client_secret_post', 'method_not_registered'],
    ['none', 'client_secret_basic', 'method_not_registered'],
    ['none', 'client_secret_post', 'method_not_registered'],
  ] as const)(
    'of a client registered for %s, sent as %s: %s (OpenID Connect Registration §2; RFC 6749 §2.3.1)',
    (registered, sent, outcome) => {
      expect(decide(clientOf(registered), sent, 'current')).toBe(outcome)
    },
  )

  it('is any reading of what was sent, in any place', () => {
    const client = clientOf('client_secret')
    expect(decide(client, 'client_secret_basic', 'current', 'cur+rent')).toBe('current')
    expect(decide(client, 'client_secret_basic', 'cur rent', 'current')).toBe('current')
    expect(decide(client, 'client_secret_basic', 'cur rent', 'cur+rent')).toBe('wrong_secret')
  })

  it('is one that has not expired, though an expired one reads the same (RFC 7591 §3.2.1)', () => {
    const secrets = [secretOf('current'), { ...secretOf('current', now), id: 'expired' }]
    for (const order of [secrets, secrets.toReversed()])
      expect(decide(clientOf('client_secret', { secrets: order }), 'client_secret_post', 'current')).toBe(
        'current',
      )
  })
})

it.each([
  ['unknown_client', undefined, 'current'],
  ['disabled_client', clientOf('client_secret', { disabled: true }), 'current'],
  ['expired_secret', clientOf('client_secret'), 'former'],
  ['wrong_secret', clientOf('client_secret'), 'wrong'],
  ['wrong_secret', clientOf('client_secret', { secrets: [] }), ''],
  ['wrong_secret', clientOf('client_secret_basic'), 'wrong'],
  ['expired_secret', clientOf('client_secret_basic'), 'former'],
] as const)('a failure is named: %s', (failure, client, secret) => {
  expect(decide(client, 'client_secret_post', secret)).toBe(failure)
})

it('without a secret, only the registered method is accepted (CVE-2026-44476)', () => {
  const registered = ['none', 'client_secret', 'client_secret_basic', 'client_secret_post', 'private_key_jwt']
  const accepted = (method: PresentedMethod) =>
    registered.filter(
      (each) => findMethodFailure(clientOf(each as ClientAuthenticationMethod), method) === undefined,
    )
  expect(accepted('none')).toEqual(['none'])
  expect(accepted('private_key_jwt')).toEqual(['private_key_jwt'])
  expect(findMethodFailure(undefined, 'none')).toBe('unknown_client')
  expect(findMethodFailure(clientOf('none', { disabled: true }), 'none')).toBe('disabled_client')
})
