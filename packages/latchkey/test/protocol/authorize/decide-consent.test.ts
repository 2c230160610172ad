import { expect, test } from 'vitest'
import { isConsentNeeded } from '../../../src/protocol/authorize/decide-consent.ts'
import { BOOKS, makeClient } from '../make-client.ts'
import { makeRequest } from './authorization.ts'

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
    expect(isConsentNeeded(makeRequest({ redirectUri }), confidential, yes)).toBe(false)
    const offline = { redirectUri, scopes: ['openid', 'offline_access'] }
    expect(isConsentNeeded(makeRequest(offline), firstParty, yes)).toBe(true)
    expect(isConsentNeeded(makeRequest({ redirectUri }), firstParty, undefined)).toBe(false)
  },
)
