import { decodeJwt } from 'jose'
import { describe, expect, test } from 'vitest'
import {
  clientToken,
  obtainCode,
  obtainTokens,
  redeemAs,
  refreshAs,
  tokensOf,
  userinfo,
} from '../../fixtures/client-calls.ts'
import {
  appSecret,
  authorizeFully,
  basic,
  booksApi,
  issuer,
  redeem,
  testConfiguration,
} from '../../fixtures/server-without-network.ts'
import { useWorld } from '../../fixtures/use-world.ts'

const world = useWorld({
  clients: [
    ...(testConfiguration.clients ?? []),
    {
      clientId: 'verbose',
      clientSecret: appSecret,
      redirectUris: ['https://app.example.test/cb'],
      claimsInIdToken: true,
    },
  ],
})

const get = (init: RequestInit = {}, query = '') =>
  world.server.fetch(new Request(`${issuer}/userinfo${query}`, init))
const form = (body: string, headers: Record<string, string> = {}) =>
  get({ method: 'POST', body, headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers } })

function challengeOf(response: Response): Readonly<Record<string, string>> {
  const header = response.headers.get('www-authenticate') ?? ''
  expect(header).toMatch(/^Bearer /)
  const attributes = [...header.matchAll(/(\w+)="([^"]*)"/g)].map(
    ([, name = '', value = '']) => [name, value] as const,
  )
  expect(new Set(attributes.map(([name]) => name)).size, 'each attribute once (BR-08)').toBe(
    attributes.length,
  )
  return Object.fromEntries(attributes)
}

describe('userinfo', () => {
  test('answers by GET and by POST, from header and form, in any case of the scheme (OIDC-26, BR-01, BR-07; OpenID Connect Core §5.3.1)', async () => {
    const { access_token: token } = await obtainTokens(world)
    const answers = [
      ...['Bearer', 'bearer', 'BEARER', 'bEaReR'].map((scheme) =>
        get({ headers: { authorization: `${scheme} ${token}` } }),
      ),
      get({ method: 'POST', headers: { authorization: `Bearer ${token}` } }),
      form(`access_token=${token}`),
    ]
    for (const response of await Promise.all(answers)) {
      expect(response.status).toBe(200)
      expect(response.headers.get('content-type')).toMatch(/^application\/json/)
      expect(response.headers.get('cache-control')).toBe('no-store')
      expect(await response.json()).toMatchObject({ sub: 'alice-id' })
    }
  })

  test('has the sub of the ID token, and the claims of the scopes in their types (OIDC-25, OIDC-27, OIDC-30; OpenID Connect Core §5.1, §5.4)', async () => {
    const tokens = await obtainTokens(world, 'app', { scope: 'openid profile email address phone' })
    const idToken = decodeJwt(tokens.id_token)
    const claims = await (await userinfo(world, tokens.access_token)).json()
    expect(claims).toEqual({
      sub: idToken.sub,
      name: 'Alice Liddell',
      given_name: 'Alice',
      preferred_username: 'alice@example.test',
      updated_at: expect.any(Number),
      email: 'alice@example.test',
      email_verified: true,
      phone_number: '+44 20 7946 0000',
      address: { locality: 'Oxford', country: 'UK' },
    })
    for (const claim of ['name', 'email', 'phone_number', 'address'])
      expect(idToken).not.toHaveProperty(claim)
  })

  test.each([
    ['openid', []],
    ['openid email', ['email', 'email_verified']],
    ['openid phone', ['phone_number']],
    ['openid address', ['address']],
  ])('for %s answers no more than its claims (OIDC-29, C-47; CVE-2026-55982)', async (scope, claims) => {
    const { access_token } = await obtainTokens(world, 'app', { scope })
    expect(Object.keys(await (await userinfo(world, access_token)).json()).sort()).toEqual(
      [...claims, 'sub'].sort(),
    )
  })

  test('looks at the scope of this token, not of the grant (C-46, C-47; CVE-2026-55982)', async () => {
    const { refresh_token } = await obtainTokens(world, 'app', { scope: 'openid profile email' })
    const narrow = await tokensOf(refreshAs(world, 'app', refresh_token, { scope: 'openid' }))
    expect(await (await userinfo(world, narrow.access_token)).json()).toEqual({ sub: 'alice-id' })
  })

  test('refuses a token without openid, and one about a client (OIDC-29, CC-04, BR-06; OpenID Connect Core §5.3)', async () => {
    const apiOnly = await obtainTokens(world, 'app', { scope: 'books:read' })
    const { access_token: clients } = await clientToken(world, { scope: 'openid books:read' })
    const response = await userinfo(world, apiOnly.access_token)
    expect([401, 403]).toContain(response.status)
    expect(challengeOf(response).error).toMatch(/^(?:invalid_token|insufficient_scope)$/)
    expect([401, 403]).toContain((await userinfo(world, clients)).status)
  })

  test('refuses a token for us that lacks openid, with 403 and what it lacks (OIDC-29, BR-06; RFC 6750 §3.1)', async () => {
    const { refresh_token } = await obtainTokens(world, 'app', { scope: 'openid profile' })
    const { access_token } = await tokensOf(refreshAs(world, 'app', refresh_token, { scope: 'profile' }))
    const response = await userinfo(world, access_token)
    expect([response.status, challengeOf(response).error]).toEqual([403, 'insufficient_scope'])
    expect(await response.text()).not.toContain('Alice')
  })

  test('refuses a token that is for an API alone (BR-09; RFC 9068 §4)', async () => {
    const { refresh_token } = await obtainTokens(world, 'app', { scope: 'openid books:read' })
    const { access_token } = await tokensOf(refreshAs(world, 'app', refresh_token, { resource: booksApi }))
    const response = await userinfo(world, access_token)
    expect([response.status, challengeOf(response).error]).toEqual([401, 'invalid_token'])
  })

  test('is for the token of a client that names no API when it asks for tokens, as OpenID clients do (decision 0025)', async () => {
    for (const asked of [{}, { resource: booksApi }]) {
      const tokens = await obtainTokens(world, 'app', { scope: 'openid profile books:read', ...asked })
      expect(decodeJwt(tokens.access_token).aud).toEqual([booksApi, issuer])
      expect((await userinfo(world, tokens.access_token)).status).toBe(200)
      const refreshed = await tokensOf(refreshAs(world, 'app', tokens.refresh_token))
      expect((await userinfo(world, refreshed.access_token)).status).toBe(200)
    }
  })

  test('is not for a token that was asked for with resource: the API that gets it cannot read who the person is (decision 0025; RFC 8707 §2.2)', async () => {
    const code = await obtainCode(world, 'app', { scope: 'openid profile books:read', resource: booksApi })
    const tokens = await tokensOf(redeemAs(world, 'app', code, { resource: booksApi }))
    expect([tokens.scope, decodeJwt(tokens.access_token).aud]).toEqual(['books:read', booksApi])
    expect(decodeJwt(tokens.id_token)).toMatchObject({ sub: 'alice-id' })
    expect((await userinfo(world, tokens.access_token)).status).toBe(401)
    const named = await tokensOf(refreshAs(world, 'app', tokens.refresh_token, { resource: issuer }))
    expect(decodeJwt(named.access_token).aud).toBe(issuer)
    expect((await userinfo(world, named.access_token)).status).toBe(200)
  })

  test('says invalid_token for a bad, an expired and a revoked token (BR-05; RFC 6750 §3.1)', async () => {
    const expired = await obtainTokens(world)
    world.clock.advance(600)
    const revoked = await obtainTokens(world)
    await world.server.grants.revokeAll({ accountId: 'alice-id' })
    for (const token of [
      'nonsense',
      'a.b.c',
      expired.access_token,
      revoked.access_token,
      `${revoked.access_token}x`,
    ]) {
      const response = await userinfo(world, token)
      expect([response.status, challengeOf(response).error]).toEqual([401, 'invalid_token'])
    }
  })

  test('challenges without an error whoever brings no token to a place where one may be (BR-02, BR-04, BR-07, C-49; RFC 6750 §3.1; CVE-2026-28699)', async () => {
    const { access_token: token } = await obtainTokens(world)
    const asPassword = Buffer.from(`app:${token}`).toString('base64')
    const asUser = Buffer.from(`${token}:x-oauth-basic`).toString('base64')
    const attempts = [
      get(),
      get({}, `?access_token=${token}`),
      get({ headers: { authorization: `Basic ${asPassword}` } }),
      get({ headers: { authorization: `Basic ${asUser}` } }),
      get({ headers: { authorization: `Token ${token}` } }),
      get({ headers: { cookie: `access_token=${token}` } }),
      get({ headers: { 'x-access-token': token } }),
      get({ method: 'POST', body: `access_token=${token}`, headers: { 'content-type': 'text/plain' } }),
      get({
        method: 'POST',
        body: JSON.stringify({ access_token: token }),
        headers: { 'content-type': 'application/json' },
      }),
    ]
    for (const response of await Promise.all(attempts)) {
      expect(response.status).toBe(401)
      expect(challengeOf(response)).not.toHaveProperty('error')
    }
  })

  test('takes the token from one place only (BR-03; RFC 6750 §3.1)', async () => {
    const { access_token: token } = await obtainTokens(world)
    const both = await form(`access_token=${token}`, { authorization: `Bearer ${token}` })
    expect([both.status, (await both.json()).error]).toEqual([400, 'invalid_request'])
    const twice = await form(`access_token=${token}&access_token=${token}`)
    expect(twice.status).toBe(400)
  })

  test('is not found at an address that a cache would keep (C-106; OWASP ASVS 14.2.5)', async () => {
    const { access_token: token } = await obtainTokens(world)
    for (const path of [
      '/userinfo/x.css',
      '/userinfo.css',
      '/userinfo;x.css',
      '/userinfo/',
      '//userinfo',
      '/userinfo%2fx.css',
      '/token/x.js',
      '/USERINFO',
    ]) {
      const request = new Request(`${issuer}${path}`, { headers: { authorization: `Bearer ${token}` } })
      const response = await world.server.fetch(request)
      expect(response.status, path).toBe(404)
      expect(await response.text()).not.toContain('alice')
    }
  })

  test('keeps the sub when name and address of the person change (OIDC-43; OpenID Connect Core §5.7)', async () => {
    const tokens = await obtainTokens(world, 'app', { scope: 'openid email' })
    await world.server.accounts.update('alice-id', {
      username: 'alice@new.example.test',
      claims: { email: 'alice@new.example.test' },
    })
    expect(await (await userinfo(world, tokens.access_token)).json()).toMatchObject({
      sub: 'alice-id',
      email: 'alice@new.example.test',
    })
    await world.server.accounts.update('alice-id', {
      username: 'alice@example.test',
      claims: { name: 'Alice Liddell', email: 'alice@example.test' },
    })
  })
})

describe('the ID token', () => {
  test('comes with openid and not without (OIDC-01, OIDC-45; OpenID Connect Core §3.1.2.1, §3.1.3.3)', async () => {
    expect(await obtainTokens(world, 'app', { scope: 'openid' })).toMatchObject({
      id_token: expect.any(String),
      token_type: 'Bearer',
    })
    expect(await obtainTokens(world, 'app', { scope: 'books:read' })).not.toHaveProperty('id_token')
    expect(await clientToken(world, { scope: 'openid books:read' })).not.toHaveProperty('id_token')
  })

  test('says who, for whom, and until when (OIDC-02, OIDC-10, OIDC-47, OIDC-48; OpenID Connect Core §2)', async () => {
    const { id_token } = await obtainTokens(world)
    const claims = decodeJwt(id_token)
    const now = world.clock.now()
    expect(claims).toMatchObject({ iss: issuer, sub: 'alice-id', aud: 'app', iat: now, amr: ['pwd'] })
    expect(claims.exp).toBeGreaterThan(now)
    expect(claims.exp).toBeLessThanOrEqual(now + 3600)
  })

  test('carries the nonce that was sent, to the byte, and none otherwise (OIDC-03, OIDC-05)', async () => {
    const nonce = 'né+%20"\\ 😀'
    expect(decodeJwt((await obtainTokens(world, 'app', { nonce })).id_token).nonce).toBe(nonce)
    expect(decodeJwt((await obtainTokens(world)).id_token)).not.toHaveProperty('nonce')
  })

  test('says when the person signed in, asked or not (OIDC-06; OpenID Connect Core §2)', async () => {
    for (const max_age of ['3600', undefined]) {
      const { id_token } = await obtainTokens(world, 'app', { max_age })
      expect(decodeJwt(id_token).auth_time).toBe(world.clock.now())
    }
  })

  test('holds the claims of the scopes for a client that wants them there (OIDC-25; OpenID Connect Core §5.4)', async () => {
    const answer = await authorizeFully(world.browser(), { client_id: 'verbose', scope: 'openid email' })
    const tokens = await tokensOf(
      redeem(world.server, answer.get('code') ?? '', {}, basic('verbose', appSecret)),
    )
    expect(decodeJwt(tokens.id_token)).toMatchObject({ sub: 'alice-id', email: 'alice@example.test' })
  })
})
