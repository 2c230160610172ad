import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestIssuer } from '../../../latchkey/src/testing/start-test-issuer.ts'
import { openedForAll } from '../../../latchkey/test/fixtures/opened.ts'
import { frameworks, type GuardedApi } from './guarded-apis.ts'
import { type Seen, sendRaw, sendToken } from './send.ts'

const audience = 'https://api.example.test/books'
const metadataUrl = 'https://api.example.test/.well-known/oauth-protected-resource/books'
const pointer = `resource_metadata="${metadataUrl}"`

const issuer = openedForAll(() =>
  startTestIssuer({
    users: [{ id: 'ada-id', username: 'ada', password: 'analytical-engine' }],
    clients: [{ clientId: 'app', redirectUris: ['https://app.example.test/cb'] }],
    resources: [{ uri: audience, scopes: { 'books:read': 'See your books', 'books:write': 'Add books' } }],
  }),
)

/** Everything that a refusal must be, whatever the reason (RFC 6750 §3). */
function expectRefusal(seen: Seen, status: number, challenge: string): void {
  expect(seen).toMatchObject({ status, challenge })
  expect(seen.headers.get('content-type')).toMatch(/^application\/json/)
  expect(seen.headers.get('cache-control')).toBe('no-store')
  expect(seen.headers.get('access-control-expose-headers')).toBe('WWW-Authenticate, Retry-After')
}

const invalid = (description: string) =>
  `Bearer error="invalid_token", error_description="${description}", ${pointer}`

describe.each(Object.entries(frameworks))('an API in %s', (_name, open) => {
  let api: GuardedApi
  let open2: GuardedApi
  const refusals: string[] = []
  beforeAll(async () => {
    const options = {
      issuer: issuer.url,
      audience,
      metadata: {
        scopes: ['books:read', 'books:write'],
        name: 'Books',
        documentation: 'https://docs.example.test/',
      },
      onRefused: ({ reason }: { reason: string }, { method, path }: { method: string; path: string }) =>
        void refusals.push(`${method} ${path} ${reason}`),
    }
    api = await open(options)
    open2 = await open({ ...options, optional: true })
  })
  afterAll(() => Promise.all([api.close(), open2.close()]))

  test('lets a good token in and tells the handler who came; the scheme in any case (RFC 6750 §2.1, BR-01)', async () => {
    const token = await issuer.mintToken({ scopes: ['books:read'] })
    for (const scheme of ['Bearer', 'bearer', 'BEARER']) {
      const seen = await sendRaw(`${api.url}/books`, [['authorization', `${scheme} ${token}`]])
      expect(seen).toMatchObject({
        status: 200,
        challenge: null,
        body: { accountId: 'ada-id', clientId: 'app', scopes: ['books:read'] },
      })
    }
  })

  test("never takes a client's own token for a person's (RFC 9068 §5, CC-04)", async () => {
    const { body } = await sendToken(
      `${api.url}/books`,
      await issuer.mintToken({ accountId: null, clientId: 'app' }),
    )
    expect(body).toEqual({ clientId: 'app', scopes: [] })
  })

  test('challenges a request without a token, and names no error (RFC 6750 §3.1, BR-04)', async () => {
    expectRefusal(await sendToken(`${api.url}/books`), 401, `Bearer ${pointer}`)
    expectRefusal(await sendRaw(`${api.url}/books?page=2`, [], 'POST'), 401, `Bearer ${pointer}`)
    expect(refusals.slice(-2)).toEqual(['GET /books missing_token', 'POST /books missing_token'])
  })

  test('ignores a token in the query (OAuth 2.1 §5.1, BR-02), and one under another scheme (BR-10)', async () => {
    const token = await issuer.mintToken()
    expectRefusal(await sendToken(`${api.url}/books?access_token=${token}`), 401, `Bearer ${pointer}`)
    const basic = Buffer.from(`${token}:`).toString('base64')
    for (const value of [`Basic ${basic}`, `DPoP ${token}`, `Token ${token}`, token, '']) {
      expectRefusal(await sendRaw(`${api.url}/books`, [['Authorization', value]]), 401, `Bearer ${pointer}`)
    }
  })

  test('refuses a request with two Authorization headers as malformed (RFC 6750 §3.1, BR-03)', async () => {
    const token = await issuer.mintToken()
    const bearer = ['Authorization', `Bearer ${token}`] as const
    const challenge = `Bearer error="invalid_request", error_description="Send one Authorization header with one access token", ${pointer}`
    for (const headers of [
      [bearer, bearer],
      [['authorization', 'Basic eDp5'] as const, bearer],
      [bearer, ['authorization', 'Basic eDp5'] as const],
    ]) {
      expectRefusal(await sendRaw(`${api.url}/books`, headers), 400, challenge)
    }
  })

  test.each<[string, string, () => Promise<string>]>([
    ['expired', 'The access token has expired', () => issuer.mintToken({ expiresInSeconds: -6 })],
    [
      'wrong_audience',
      'The access token is for another API',
      () => issuer.mintToken({ audience: `${audience}/` }),
    ],
    [
      'wrong_issuer',
      'The access token is from another issuer',
      () => issuer.mintToken({ claims: { iss: `${issuer.url}/` } }),
    ],
    ['wrong_type', 'This is not an access token for APIs', () => issuer.mintToken({ type: 'JWT' })],
    [
      'wrong_signature',
      'The access token cannot be verified',
      () => issuer.mintToken({ signedBy: 'stranger' }),
    ],
    [
      'sender_constrained',
      'The access token is bound to a key and cannot be sent as Bearer',
      () => issuer.mintToken({ claims: { cnf: { jkt: 'x' } } }),
    ],
    ['malformed_token', 'The Authorization header does not hold an access token', async () => '"quoted"'],
    ['malformed_token', 'The Authorization header does not hold an access token', async () => ''],
    ['opaque_token', 'The access token is not of the kind that this API accepts', async () => 'opaque'],
  ])('refuses a token that is %s as invalid_token: %s (BR-05, BR-09)', async (reason, description, mint) => {
    expectRefusal(await sendToken(`${api.url}/books`, await mint()), 401, invalid(description))
    expect(refusals.at(-1)).toBe(`GET /books ${reason}`)
  })

  test('says which scope is missing, with 403 (RFC 6750 §3.1, BR-06)', async () => {
    const reader = await issuer.mintToken({ scopes: ['books:read'] })
    const description = 'The access token does not have the scope that this needs'
    for (const [path, scope] of [
      ['/books/written', 'books:write'],
      ['/books/both', 'books:read books:write'],
    ]) {
      const challenge = `Bearer error="insufficient_scope", error_description="${description}", scope="${scope}", ${pointer}`
      const seen = await sendToken(api.url + path, reader)
      expectRefusal(seen, 403, challenge)
      expect(seen.body).toEqual({ error: 'insufficient_scope', error_description: description, scope })
    }
    const both = await issuer.mintToken({ scopes: ['books:write', 'books:read'] })
    for (const path of ['/books/written', '/books/both']) {
      expect(await sendToken(api.url + path, both)).toMatchObject({ status: 200 })
    }
  })

  test('asks for a stronger or newer sign-in where a route needs one (RFC 9470 §3, STEP-03)', async () => {
    const error =
      'Bearer error="insufficient_user_authentication", error_description="The person has to sign in again, or more strongly"'
    const strong = `${error}, acr_values="urn:example:strong urn:example:stronger", ${pointer}`
    const recent = `${error}, max_age="60", ${pointer}`
    const now = Math.floor(Date.now() / 1000)
    const old = await issuer.mintToken({ authTime: now - 70, acr: 'urn:example:weak' })
    expectRefusal(await sendToken(`${api.url}/books/strong`, old), 401, strong)
    expectRefusal(await sendToken(`${api.url}/books/recent`, old), 401, recent)
    const inMilliseconds = await issuer.mintToken({ authTime: (now - 70) * 1000, acr: 'urn:example:weak' })
    expectRefusal(await sendToken(`${api.url}/books/recent`, inMilliseconds), 401, recent)
    const silent = await issuer.mintToken({ claims: { auth_time: undefined } })
    expectRefusal(await sendToken(`${api.url}/books/strong`, silent), 401, strong)
    expectRefusal(await sendToken(`${api.url}/books/recent`, silent), 401, recent)
    const good = await issuer.mintToken({ authTime: now - 50, acr: 'urn:example:stronger' })
    expect(await sendToken(`${api.url}/books/strong`, good)).toMatchObject({ status: 200 })
    expect(await sendToken(`${api.url}/books/recent`, good)).toMatchObject({ status: 200 })
  })

  test('that asks for a scope without a guard is a fault, not an open door', async () => {
    const seen = await sendToken(`${api.url}/open/scoped`, await issuer.mintToken({ scopes: ['books:read'] }))
    expect(seen.status).toBe(500)
  })

  test('lets requests without a token in where that is optional, and no bad one', async () => {
    expect(await sendToken(`${open2.url}/books`)).toMatchObject({ status: 200, body: 'nobody' })
    expect(await sendToken(`${open2.url}/books`, await issuer.mintToken())).toMatchObject({
      body: { accountId: 'ada-id' },
    })
    expectRefusal(
      await sendToken(`${open2.url}/books`, 'opaque'),
      401,
      invalid('The access token is not of the kind that this API accepts'),
    )
    expectRefusal(
      await sendToken(`${open2.url}/books/written`),
      401,
      `Bearer scope="books:write", ${pointer}`,
    )
  })

  test('describes itself to clients who look for the issuer (RFC 9728 §2, §3.1; PRM-01, PRM-03, PRM-04)', async () => {
    const { pathname } = new URL(metadataUrl)
    const seen = await sendRaw(api.url + pathname, [['Origin', 'https://page.example.test']])
    expect(seen).toMatchObject({
      status: 200,
      body: {
        resource: audience,
        authorization_servers: [issuer.url],
        scopes_supported: ['books:read', 'books:write'],
        bearer_methods_supported: ['header'],
        resource_name: 'Books',
        resource_documentation: 'https://docs.example.test/',
      },
    })
    expect(seen.headers.get('access-control-allow-origin')).toBe('*')
    const preflight = await sendRaw(
      api.url + pathname,
      [
        ['Origin', 'https://page.example.test'],
        ['Access-Control-Request-Method', 'GET'],
        ['Access-Control-Request-Headers', 'mcp-protocol-version'],
      ],
      'OPTIONS',
    )
    expect(preflight.status).toBe(204)
    expect(preflight.headers.get('access-control-allow-headers')).toBe('*, Authorization')
    expect(await sendRaw(api.url + pathname, [], 'HEAD')).toMatchObject({ status: 200, body: '' })
  })

  test('answers a HEAD without a body', async () => {
    expect(await sendRaw(`${api.url}/books`, [], 'HEAD')).toMatchObject({ status: 401, body: '' })
  })
})
