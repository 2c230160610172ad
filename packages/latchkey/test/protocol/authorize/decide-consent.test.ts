import { expect, test } from 'vitest'
import type { AuthorizationRequest } from '../../../src/protocol/authorize/authorization-request.ts'
import * as rules from '../../../src/protocol/authorize/decide-consent.ts'
import type { Client } from '../../../src/protocol/clients/client.ts'
import type { Consent } from '../../../src/protocol/grant.ts'
import { BOOKS, makeClient } from '../make-client.ts'
import { makeRequest } from './authorization.ts'

const issuer = 'http://localhost:4000/id'
const isConsentNeeded = (request: AuthorizationRequest, client: Client, consent: Consent | undefined) =>
  rules.isConsentNeeded(request, client, { consent, issuer })
const isConfirmationNeeded = (request: Pick<AuthorizationRequest, 'redirectUri'>, client: Client) =>
  rules.isConfirmationNeeded(request, client, { issuer })

const publicClient = makeClient()
const confidential = makeClient({ tokenEndpointAuthMethod: 'client_secret_basic' })
const firstParty = makeClient({ firstParty: true })
const ask = { scopes: ['openid', 'books:read'], resources: [BOOKS] }

function yesTo(scopes: readonly string[], resources: readonly string[] = [BOOKS]) {
  return { accountId: 'alice', clientId: 'app', scopes, resources, grantedAt: 1 }
}

test.each([
  ['nothing remembered', undefined, true],
  ['the same', yesTo(['openid', 'books:read']), false],
  ['more than is asked', yesTo(['openid', 'books:read', 'email'], [BOOKS, 'https://b']), false],
  ['less scope', yesTo(['openid']), true],
  ['another resource', yesTo(['openid', 'books:read'], ['https://elsewhere']), true],
])('a remembered yes to %s → ask: %#: %j (ASVS 10.7.1)', (_, consent, asked) => {
  expect(isConsentNeeded(makeRequest(ask), publicClient, consent)).toBe(asked)
  expect(isConsentNeeded(makeRequest(ask), confidential, consent)).toBe(asked)
})

test('prompt=consent asks again, whoever the client is (OpenID Connect Core §3.1.2.1)', () => {
  const request = makeRequest({ prompts: ['consent'] })
  for (const client of [publicClient, confidential, firstParty])
    expect(isConsentNeeded(request, client, yesTo(['openid']))).toBe(true)
})

test("an operator's own app is not asked about", () => {
  expect(isConsentNeeded(makeRequest(ask), firstParty, undefined)).toBe(false)
})

test.each([
  'http://127.0.0.1:5000/cb',
  'http://[::1]:5000/cb',
  'http://localhost/cb',
  'com.example.app:/cb',
  'https://localhost/cb',
])(
  'a public client at %s is asked about every time: any program could be it (RFC 8252 §8.6)',
  (redirectUri) => {
    const yes = yesTo(['openid', 'offline_access'])
    expect(isConsentNeeded(makeRequest({ redirectUri }), publicClient, yes)).toBe(true)
    const offline = { redirectUri, scopes: ['openid', 'offline_access'] }
    expect(isConsentNeeded(makeRequest(offline), firstParty, yes)).toBe(true)
    expect(isConsentNeeded(makeRequest({ redirectUri }), firstParty, undefined)).toBe(false)
    expect(isConfirmationNeeded({ redirectUri }, firstParty)).toBe(true)
    expect(isConfirmationNeeded({ redirectUri }, publicClient)).toBe(false)
  },
)

test('an https address belongs to whoever has its certificate: nothing to confirm (RFC 8252 §8.6)', () => {
  expect(isConfirmationNeeded({ redirectUri: 'https://app.example/cb' }, firstParty)).toBe(false)
})

test('our own address, in development too, belongs to us: whoever could take it would be the issuer', () => {
  const redirectUri = 'http://localhost:4000/session/callback'
  expect(isConfirmationNeeded({ redirectUri }, firstParty)).toBe(false)
  expect(isConsentNeeded(makeRequest({ redirectUri }), publicClient, yesTo(['openid']))).toBe(false)
  for (const other of [
    'http://localhost:4001/session/callback',
    'http://127.0.0.1:4000/cb',
    'com.example:/cb',
  ])
    expect(isConfirmationNeeded({ redirectUri: other }, firstParty)).toBe(true)
})

test('a secret that is shipped with an installed app proves nothing, a key of its own does (RFC 8252 §8.5)', () => {
  const yes = yesTo(['openid'])
  const withKey = makeClient({ tokenEndpointAuthMethod: 'private_key_jwt' })
  const ask = (redirectUri: string, client = confidential) =>
    isConsentNeeded(makeRequest({ redirectUri }), client, yes)
  expect(ask('com.example.app:/cb')).toBe(true)
  expect(ask('com.example.app:/cb', withKey)).toBe(false)
  expect(ask('http://127.0.0.1:3000/cb')).toBe(false)
})

test('a yes to scopes is none to another API that comes without any', () => {
  const request = makeRequest({ scopes: ['openid'], resources: ['https://id.example', BOOKS] })
  expect(isConsentNeeded(request, confidential, yesTo(['openid'], ['https://id.example']))).toBe(true)
  expect(isConsentNeeded(request, confidential, yesTo(['openid'], ['https://id.example', BOOKS]))).toBe(false)
})
