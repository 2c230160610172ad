import { exportJWK } from 'jose'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import {
  booksApi,
  type LiveServer,
  makeClientKey,
  notesApi,
  openLiveServer,
  secret,
} from '../../../latchkey/test/fixtures/loopback-server.ts'
import { openedForEach } from '../../../latchkey/test/fixtures/opened.ts'
import { patiently } from '../../../latchkey/test/fixtures/patiently.ts'
import { audience, credentials, openForeignIssuer } from './foreign-issuer.ts'
import { openApi } from './guarded-handler.ts'

// Only the clock that is read; timeouts and the network go on.
beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }))
afterEach(() => void vi.useRealTimers())
const issuer = openedForEach(openForeignIssuer)

const pass = (seconds: number) => vi.setSystemTime(Date.now() + seconds * 1000)
const now = () => Math.floor(Date.now() / 1000)
const active = (claims: object = {}) => ({
  active: true,
  sub: 'ada-id',
  aud: audience,
  exp: now() + 3600,
  ...claims,
})
const open = (introspection: object = {}, ...scopes: string[]) =>
  openApi({ issuer: issuer.url, audience, introspection: { ...credentials, ...introspection } }, ...scopes)

describe('an opaque token', () => {
  test('is one that the issuer is asked about (RFC 7662 §2)', async () => {
    issuer.answers.set(
      'opaque',
      active({ client_id: 'app', scope: 'books:read books:write', tenant: 'acme' }),
    )
    expect(await open()('opaque')).toMatchObject({
      status: 200,
      body: {
        accountId: 'ada-id',
        clientId: 'app',
        scopes: ['books:read', 'books:write'],
        claims: { tenant: 'acme' },
        token: 'opaque',
        expiresAt: now() + 3600,
      },
    })
    expect(issuer.asked.map(String)).toEqual(['token=opaque'])
  })

  test.each<[string, object]>([
    ['inactive', { active: false }],
    ['inactive', { active: false, sub: 'ada-id', aud: audience }],
    ['wrong_audience', { aud: 'https://other.example.test' }],
    ['wrong_audience', { aud: undefined }],
    ['wrong_issuer', { iss: 'https://other.example.test' }],
    ['expired', { exp: 1_000_000_000 }],
    ['not_yet_valid', { nbf: 9_000_000_000 }],
    ['sender_constrained', { cnf: { jkt: 'x' } }],
    ['wrong_type', { typ: 'Refresh' }],
    ['wrong_type', { token_use: 'refresh_token' }],
    ['wrong_type', { token_type: 'Refresh_Token' }],
    ['sender_constrained', { token_type: 'DPoP' }],
    ['malformed_claims', { sub: 7 }],
  ])('is refused as %s when the answer is %j', async (reason, claims) => {
    issuer.answers.set('opaque', active(claims))
    expect(await open()('opaque')).toMatchObject({ status: 401, reason })
  })

  test('may come without an audience only where the API says so', async () => {
    issuer.answers.set('opaque', active({ aud: undefined }))
    issuer.answers.set('other', active({ aud: 'https://other.example.test' }))
    const api = open({ allowMissingAudience: true })
    expect(await api('opaque')).toMatchObject({ status: 200 })
    expect(await api('other')).toMatchObject({ status: 401 })
  })

  test('is asked about once by all requests that bring it at once, and again when the answer is old', async () => {
    issuer.answers.set('opaque', active())
    const api = open()
    const seen = await Promise.all(Array.from({ length: 50 }, () => api('opaque')))
    expect(seen.every(({ status }) => status === 200)).toBe(true)
    pass(9)
    await api('opaque')
    expect(issuer.asked).toHaveLength(1)
    issuer.answers.delete('opaque')
    pass(2)
    expect(await api('opaque')).toMatchObject({ status: 401, reason: 'inactive' })
    expect(issuer.asked).toHaveLength(2)
  })

  test('that is inactive is not asked about again for five seconds, and then may have become known', async () => {
    const api = open({ cacheSeconds: 60 })
    expect(await api('opaque')).toMatchObject({ status: 401 })
    issuer.answers.set('opaque', active())
    expect(await api('opaque')).toMatchObject({ status: 401 })
    expect(issuer.asked).toHaveLength(1)
    pass(6)
    expect(await api('opaque')).toMatchObject({ status: 200 })
  })

  test('does not outlive its exp in the cache', async () => {
    issuer.answers.set('opaque', active({ exp: now() + 5 }))
    const api = open({ cacheSeconds: 3600 })
    expect(await api('opaque')).toMatchObject({ status: 200 })
    pass(11)
    expect(await api('opaque')).toMatchObject({ status: 401, reason: 'expired' })
  })

  test('is asked about again when the clock was set back, not honoured until it is there again', async () => {
    issuer.answers.set('opaque', active())
    const api = open()
    expect(await api('opaque')).toMatchObject({ status: 200 })
    issuer.answers.delete('opaque')
    pass(-3600)
    expect(await api('opaque')).toMatchObject({ status: 401, reason: 'inactive' })
  })

  test('of which a route without a scope was told gets no further at one that needs it (C-46)', async () => {
    issuer.answers.set('opaque', active({ scope: 'books:read' }))
    const options = { ...credentials, cacheSeconds: 3600 }
    const reads = open(options, 'books:read')
    expect(await reads('opaque')).toMatchObject({ status: 200 })
    const both = open(options, 'books:read', 'books:write')
    expect(await both('opaque')).toMatchObject({ status: 403, reason: 'insufficient_scope' })
  })

  test('is remembered among ten thousand; made-up ones push none of them out', async () => {
    issuer.answers.set('opaque', active())
    const api = open({ cacheSeconds: 3600 })
    await api('opaque')
    for (let batch = 0; batch < 15; batch += 1) {
      await Promise.all(Array.from({ length: 100 }, (_, index) => api(`made-up-${batch}-${index}`)))
    }
    const before = issuer.asked.length
    expect(await api('opaque')).toMatchObject({ status: 200 })
    expect(issuer.asked).toHaveLength(before)
    // Of the made-up ones a thousand are remembered.
    await api('made-up-0-0')
    expect(issuer.asked).toHaveLength(before + 1)
  })

  test('is 503 at once when the issuer is slow and five hundred are being asked about; known ones are not held up', async () => {
    issuer.answers.set('known', active())
    const api = open()
    await api('known')
    const waiting: (() => unknown)[] = []
    issuer.overrides.set('/introspect', (_, res) => void waiting.push(() => res.writeHead(502).end()))
    const flood = Array.from({ length: 500 }, (_, index) => api(`made-up-${index}`))
    await vi.waitFor(() => expect(waiting).toHaveLength(500), patiently)
    expect(await api('one-more')).toMatchObject({ status: 503, retryAfter: '2' })
    expect(await api('known')).toMatchObject({ status: 200 })
    issuer.overrides.clear()
    for (const answer of waiting) answer()
    await Promise.all(flood)
    issuer.answers.set('one-more', active())
    expect(await api('one-more')).toMatchObject({ status: 200 })
  })

  test('is 503 while the issuer is away, and good as long as the last answer is', async () => {
    issuer.answers.set('opaque', active())
    const api = open()
    expect(await api('opaque')).toMatchObject({ status: 200 })
    issuer.overrides.set('/introspect', (_, res) => res.writeHead(502).end())
    expect(await api('opaque')).toMatchObject({ status: 200 })
    pass(11)
    expect(await api('opaque')).toMatchObject({ status: 503, retryAfter: '2' })
  })

  test.each<[string, (api: typeof issuer) => void, RegExp]>([
    [
      'refuses the API',
      ({ overrides }) =>
        overrides.set('/introspect', (_, res) => res.writeHead(401, { 'www-authenticate': 'Basic' }).end()),
      /check introspection\.clientId books/,
    ],
    [
      'answers with no JSON',
      ({ overrides }) => overrides.set('/introspect', (_, res) => res.end('<html>')),
      /something else \(200\)/,
    ],
    [
      'answers without end',
      ({ overrides }) =>
        overrides.set('/introspect', (_, res) =>
          res.writeHead(200, { 'content-type': 'application/json' }).end('x'.repeat(300_000)),
        ),
      /more than 262144 bytes/,
    ],
  ])('is a fault of the API, not of the token, when the issuer %s', async (_, change, message) => {
    change(issuer)
    const seen = await open()('opaque')
    expect(seen).toMatchObject({
      status: 500,
      reason: 'issuer_wrong',
      message: expect.stringMatching(message),
    })
    expect(JSON.stringify(seen.body)).not.toMatch(/books|secret/)
  })

  test('without the option tells the developer which option there is', async () => {
    const seen = await openApi({ issuer: issuer.url, audience })('opaque')
    expect(seen).toMatchObject({ status: 401, reason: 'opaque_token' })
    expect(seen.message).toContain('set the option introspection')
  })
})

describe('a JWT', () => {
  test('is not asked about, unless a revoked one must stop counting at once', async () => {
    const token = await issuer.sign({ scope: 'books:read books:write' })
    expect(await open()(token)).toMatchObject({ status: 200 })
    expect(issuer.asked).toHaveLength(0)
    const always = open({ always: true, cacheSeconds: 0 })
    issuer.answers.set(token, active({ scope: 'books:read' }))
    expect(await always(token)).toMatchObject({
      status: 200,
      body: { scopes: ['books:read'], clientId: 'app' },
    })
    issuer.answers.delete(token)
    expect(await always(token)).toMatchObject({ status: 401, reason: 'inactive' })
  })

  test('has its own audience, if the answer says nothing of one, and loses by an answer that says another', async () => {
    const token = await issuer.sign()
    const always = open({ always: true, cacheSeconds: 0 })
    issuer.answers.set(token, { active: true })
    expect(await always(token)).toMatchObject({ status: 200, body: { accountId: 'ada-id' } })
    issuer.answers.set(token, active({ aud: 'https://other.example.test' }))
    expect(await always(token)).toMatchObject({ status: 401, reason: 'wrong_audience' })
  })

  test('that is no good by itself never reaches the issuer', async () => {
    const always = open({ always: true })
    expect(await always(await issuer.sign({ exp: 1_000_000_000 }))).toMatchObject({ status: 401 })
    expect(issuer.asked).toHaveLength(0)
  })
})

describe('two issuers, while people move', () => {
  test('each token is verified by the one that it names, an opaque one by the first that knows it', async () => {
    const next = await openForeignIssuer()
    const api = openApi({
      issuer: [issuer.url, next.url],
      audience,
      introspection: [credentials, { ...credentials, issuer: next.url }],
    })
    expect(await api(await issuer.sign())).toMatchObject({
      status: 200,
      body: { claims: { iss: issuer.url } },
    })
    expect(await api(await next.sign())).toMatchObject({ status: 200, body: { claims: { iss: next.url } } })
    // Signed by one in the name of the other.
    expect(await api(await next.sign({ iss: issuer.url }))).toMatchObject({ reason: 'wrong_signature' })
    next.answers.set('opaque', active())
    expect(await api('opaque')).toMatchObject({ status: 200, body: { claims: { iss: next.url } } })
    expect(await api('unknown')).toMatchObject({ status: 401, reason: 'inactive' })
    await next.close()
  })
})

describe('one of two issuers is away', () => {
  test("and the other's opaque tokens are good; what nobody knows is 503, never 401", async () => {
    const next = await openForeignIssuer()
    next.answers.set('opaque', active())
    const both = { issuer: [issuer.url, next.url], audience }
    const introspection = both.issuer.map((url) => ({ ...credentials, issuer: url }))
    issuer.overrides.set('/introspect', (_, res) => res.writeHead(502).end())
    const api = openApi({ ...both, introspection })
    expect(await api('opaque')).toMatchObject({ status: 200, body: { claims: { iss: next.url } } })
    expect(await api('unknown')).toMatchObject({ status: 503, reason: 'issuer_unavailable' })
    const reversed = openApi({ ...both, introspection, issuer: both.issuer.toReversed() })
    expect(await reversed('unknown')).toMatchObject({ status: 503, reason: 'issuer_unavailable' })
    await next.close()
  })
})

describe('a server of ours', () => {
  let live: LiveServer
  const clientKey = makeClientKey('ES256')
  beforeEach(async () => {
    const { publicJwk } = await clientKey
    live = await openLiveServer([
      {
        clientId: 'notes',
        jwks: { keys: [publicJwk] },
        redirectUris: [],
        grantTypes: ['client_credentials'],
        introspects: [notesApi],
      },
      {
        clientId: 'shelf',
        clientSecret: secret,
        redirectUris: [],
        grantTypes: ['client_credentials'],
        introspects: [booksApi],
      },
    ])
  })
  afterEach(() => live.close())

  test('tells an API of its opaque tokens, and of their end, by secret or by key', async () => {
    const privateKey = { ...(await exportJWK((await clientKey).privateKey)), alg: 'ES256', kid: 'key-ES256' }
    const { issuer: url } = live.server
    const byKey = openApi({
      issuer: url,
      audience: notesApi,
      introspection: { clientId: 'notes', privateKey, cacheSeconds: 0 },
    })
    const bySecret = openApi({
      issuer: url,
      audience: notesApi,
      introspection: { clientId: 'books', clientSecret: secret, cacheSeconds: 0 },
    })
    const token = await fetchToken(url, 'notes:read')
    expect(token).not.toContain('.')
    for (const api of [byKey, bySecret]) {
      expect(await api(token)).toMatchObject({
        status: 200,
        body: { clientId: 'basic', scopes: ['notes:read'] },
      })
    }
    await post(`${url}/revoke`, { token })
    for (const api of [byKey, bySecret])
      expect(await api(token)).toMatchObject({ status: 401, reason: 'inactive' })
  })

  test("does not tell one API of another's tokens (RFC 7662 §4, INT-05)", async () => {
    const { issuer: url } = live.server
    const api = openApi({
      issuer: url,
      audience: notesApi,
      introspection: { clientId: 'shelf', clientSecret: secret },
    })
    expect(await api(await fetchToken(url, 'notes:read'))).toMatchObject({ status: 401, reason: 'inactive' })
  })

  test('and an API with a wrong secret learns that it is its own fault', async () => {
    const { issuer: url } = live.server
    const api = openApi({
      issuer: url,
      audience: notesApi,
      introspection: { clientId: 'books', clientSecret: 'wrong' },
    })
    expect(await api(await fetchToken(url, 'notes:read'))).toMatchObject({
      status: 500,
      reason: 'issuer_wrong',
    })
  })
})

async function fetchToken(url: string, scope: string): Promise<string> {
  return String(
    (await (await post(`${url}/token`, { grant_type: 'client_credentials', scope })).json()).access_token,
  )
}

function post(url: string, form: Record<string, string>): Promise<Response> {
  const authorization = `Basic ${Buffer.from(`basic:${secret}`).toString('base64')}`
  return fetch(url, { method: 'POST', headers: { authorization }, body: new URLSearchParams(form) })
}
