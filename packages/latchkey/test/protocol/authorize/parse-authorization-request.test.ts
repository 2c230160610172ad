import { describe, expect, test } from 'vitest'
import { parseAuthorizationRequest } from '../../../src/protocol/authorize/parse-authorization-request.ts'
import { toParameters } from '../../../src/protocol/parameters.ts'
import type { Refusal, RefusalReason } from '../../../src/protocol/refusal.ts'
import { makeClient, makeResources } from '../make-client.ts'

const challenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'
const confidential = makeClient({ tokenEndpointAuthMethod: 'client_secret_basic', requirePkce: false })

function parse(
  changes: Record<string, string | undefined> = {},
  client = makeClient(),
  { hint, ...server }: { hint?: string; acrValues?: readonly string[]; development?: boolean } = {},
) {
  const good = {
    response_type: 'code',
    redirect_uri: 'https://app.example/cb',
    scope: 'openid',
    code_challenge: challenge,
    code_challenge_method: 'S256',
  }
  const given = Object.entries({ ...good, ...changes }).filter(([, value]) => value !== undefined)
  return parseAuthorizationRequest({
    parameters: toParameters(new URLSearchParams(given as [string, string][]).toString()),
    client,
    returnTo: { clientId: 'app', redirectUri: 'https://app.example/cb', responseMode: 'query', state: 's' },
    server: { resources: makeResources(), acrValues: [], development: false, ...server },
    hintedSubject: hint,
  })
}

function reasonOf(action: () => unknown): RefusalReason | 'accepted' {
  try {
    action()
    return 'accepted'
  } catch (cause) {
    return (cause as Refusal).reason
  }
}

test('a good request is read once and for all', () => {
  expect(parse({ nonce: 'n', max_age: '10', prompt: 'login consent', login_hint: 'a@b' })).toEqual({
    clientId: 'app',
    redirectUri: 'https://app.example/cb',
    responseMode: 'query',
    state: 's',
    scopes: ['openid'],
    leftOutScopes: [],
    resources: ['https://id.example'],
    disclosedScopes: [],
    codeChallenge: challenge,
    nonce: 'n',
    prompts: ['login', 'consent'],
    acrValues: [],
    maxAge: 10,
    loginHint: 'a@b',
  })
})

describe('PKCE (RFC 7636 §4.2, §4.3, §4.4.1)', () => {
  test.each([
    [{ code_challenge: undefined }, 'pkce_required'],
    [{ code_challenge: '', code_challenge_method: undefined }, 'pkce_required'],
    [{ code_challenge_method: undefined }, 'pkce_method_unsupported'],
    ...['plain', 'S512', 's256', 'S256 '].map(
      (method) => [{ code_challenge_method: method }, 'pkce_method_unsupported'] as const,
    ),
    ...[
      challenge.slice(1),
      `${challenge}x`,
      `${challenge.slice(1)}=`,
      `${challenge.slice(1)}+`,
      `${challenge.slice(1)}é`,
      `${challenge}\n`,
      'x'.repeat(129),
    ].map((bad) => [{ code_challenge: bad }, 'malformed_request'] as const),
  ] as const)('%j → %s', (changes, reason) => {
    expect(reasonOf(() => parse(changes))).toBe(reason)
  })

  test('a public client cannot be registered out of it', () => {
    const changes = { code_challenge: undefined, code_challenge_method: undefined }
    expect(reasonOf(() => parse(changes, makeClient({ requirePkce: false })))).toBe('pkce_required')
    expect(reasonOf(() => parse(changes, confidential))).toBe('accepted')
  })

  test('is refused with the operator’s way out in development, and only for a client that may take it', () => {
    const changes = { code_challenge: undefined, code_challenge_method: undefined }
    const secretive = makeClient({ tokenEndpointAuthMethod: 'client_secret_basic' })
    const exemption = expect.objectContaining({ message: expect.stringContaining('requirePkce: false') })
    expect(() => parse(changes, secretive, { development: true })).toThrow(exemption)
    expect(() => parse(changes, secretive)).not.toThrow(exemption)
    expect(() => parse(changes, makeClient(), { development: true })).not.toThrow(exemption)
  })

  test('a client that need not use it is held to it once it does', () => {
    expect(parse({}, confidential).codeChallenge).toBe(challenge)
    expect(reasonOf(() => parse({ code_challenge_method: 'plain' }, confidential))).toBe(
      'pkce_method_unsupported',
    )
    expect(reasonOf(() => parse({ code_challenge: undefined }, confidential))).toBe('pkce_required')
  })
})

test.each([
  [{ response_type: undefined }, 'malformed_request'],
  [{ response_type: '' }, 'malformed_request'],
  ...['token', 'id_token', 'code token', 'code id_token', 'id_token code', 'none', 'Code', 'foo'].map(
    (type) => [{ response_type: type }, 'unsupported_response_type'] as const,
  ),
  [{ response_mode: 'foo' }, 'unsupported_response_mode'],
  [{ response_mode: 'form_post' }, 'accepted'],
  [{ response_mode: 'fragment' }, 'accepted'],
  [{ prompt: 'none login' }, 'malformed_request'],
  [{ prompt: 'create' }, 'malformed_request'],
  [{ prompt: 'NONE' }, 'malformed_request'],
  [{ max_age: '-1' }, 'malformed_request'],
  [{ max_age: '1.5' }, 'malformed_request'],
  [{ max_age: '1e3' }, 'malformed_request'],
  [{ max_age: '0x10' }, 'malformed_request'],
  [{ max_age: 'ten' }, 'malformed_request'],
  [{ request: 'eyJ' }, 'request_object_unsupported'],
  [{ request_uri: 'http://169.254.169.254/' }, 'request_uri_unsupported'],
  [{ registration: '{}' }, 'registration_unsupported'],
  [{ state: 'x'.repeat(4096) }, 'accepted'],
  [{ state: 'x'.repeat(4097) }, 'malformed_request'],
  [{ nonce: 'x'.repeat(1024) }, 'accepted'],
  [{ nonce: 'x'.repeat(1025) }, 'malformed_request'],
  [{ scope: 'openid "quoted"' }, 'invalid_scope'],
  [{ scope: 'unheard-of' }, 'invalid_scope'],
  [{ scope: 'openid unheard-of' }, 'accepted'],
  [{ scope: 'OPENID' }, 'invalid_scope'],
] as const)('%j → %s (RFC 6749 §4.1.2.1; OpenID Connect Core §3.1.2.6)', (changes, reason) => {
  expect(reasonOf(() => parse(changes))).toBe(reason)
})

describe('the claims parameter (OpenID Connect Core §5.5)', () => {
  test.each([
    'no json',
    '[]',
    'null',
    '"text"',
    '{"userinfo":[]}',
    '{"id_token":{"email":true}}',
    '{"id_token":{"email":{"essential":"yes"}}}',
    '{"id_token":{"email":{"values":"x"}}}',
    '{"userinfo":{"a":null,"a":null}}',
    '{"id_token":{"acr":{"essential":true,"values":[1]}}}',
    `{"userinfo":${JSON.stringify(Object.fromEntries(Array.from({ length: 101 }, (_, i) => [`c${i}`, null])))}}`,
    '['.repeat(10_000),
  ])('is refused: %.80s', (claims) => {
    expect(reasonOf(() => parse({ claims }))).toBe('malformed_request')
  })

  test('what we do not know is left out', () => {
    const claims =
      '{"future":{},"userinfo":{"constructor":null,"email":{"essential":true,"odd":1}},"id_token":null}'
    expect(parse({ claims }).claims).toEqual({
      idToken: {},
      userinfo: { constructor: {}, email: { essential: true } },
    })
  })

  test('a name that could reach a prototype is refused', () => {
    expect(reasonOf(() => parse({ claims: '{"userinfo":{"__proto__":null}}' }))).toBe('malformed_request')
  })

  test('a voluntary acr binds nobody, an essential one does (§5.5.1.1)', () => {
    const parseAcr = (acr: unknown, more: Record<string, string> = {}) =>
      parse({ claims: JSON.stringify({ id_token: { acr } }), ...more }, makeClient(), {
        acrValues: ['a', 'c'],
      })
    expect(parseAcr({ values: ['b', 7, 'a'] }, { acr_values: 'x y' })).toMatchObject({
      acrValues: ['x', 'y', 'b', 'a'],
    })
    expect(parseAcr({ values: ['a'] }).essentialAcrValues).toBeUndefined()
    expect(parseAcr({ essential: true }).essentialAcrValues).toBeUndefined()
    expect(parseAcr({ essential: true, value: 'a' }, { acr_values: 'c' })).toMatchObject({
      acrValues: ['a', 'c'],
      essentialAcrValues: ['a'],
    })
  })

  test('an essential acr that no sign-in here satisfies fails before anybody signs in, and says what there is (§5.5.1.1)', () => {
    const claims = '{"id_token":{"acr":{"essential":true,"values":["gold"]}}}'
    expect(() => parse({ claims })).toThrow('A sign-in here satisfies no acr')
    const offering = () => parse({ claims }, makeClient(), { acrValues: ['tin', 'iron'] })
    expect(offering).toThrow('A sign-in here satisfies only tin iron')
    expect(reasonOf(offering)).toBe('unmet_authentication_requirements')
  })

  test('the hint and the sub that is asked for must name one person (§5.5.1)', () => {
    const claims = '{"id_token":{"sub":{"value":"alice"}}}'
    expect(parse({ claims }).requiredAccountId).toBe('alice')
    expect(parse({ claims }, makeClient(), { hint: 'alice' }).requiredAccountId).toBe('alice')
    expect(reasonOf(() => parse({ claims }, makeClient(), { hint: 'bob' }))).toBe('malformed_request')
    expect(reasonOf(() => parse({ claims: '{"id_token":{"sub":{"value":1}}}' }))).toBe('malformed_request')
  })
})

test("the client's own default_max_age counts when the request has none (OpenID Connect Registration §2)", () => {
  const client = makeClient({ defaultMaxAge: 60 })
  expect(parse({}, client).maxAge).toBe(60)
  expect(parse({ max_age: '5' }, client).maxAge).toBe(5)
})

test('a client without the code grant gets no code (RFC 6749 §4.1.2.1)', () => {
  const client = makeClient({ grantTypes: ['client_credentials'] })
  expect(reasonOf(() => parse({}, client))).toBe('unauthorized_client')
})

test('an empty parameter is an absent one (OAuth 2.1 §3.1)', () => {
  expect(reasonOf(() => parse({ prompt: '', max_age: '', claims: '', request: '', response_mode: '' }))).toBe(
    'accepted',
  )
  const client = makeClient({ scopes: ['openid', 'books:read'] })
  expect(parse({ scope: '' }, client).scopes).toEqual(parse({ scope: undefined }, client).scopes)
})
