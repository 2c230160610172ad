import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ConfigError } from '../../src/index.ts'
import { startTestIssuer, type TestIssuer } from '../../src/testing/start-test-issuer.ts'

const booksApi = 'https://api.example.test/books'
const notesApi = 'https://api.example.test/notes'
const secret = 'test-secret-of-more-than-thirty-two-characters'
const callback = 'https://app.example.test/cb'

let issuer: TestIssuer
beforeAll(async () => {
  issuer = await startTestIssuer({
    resources: [
      { uri: booksApi, scopes: { 'books:read': 'See your books' } },
      { uri: notesApi, scopes: { 'notes:read': 'See your notes' }, accessToken: { format: 'opaque' } },
    ],
    clients: [
      {
        clientId: 'books',
        clientSecret: secret,
        grantTypes: ['client_credentials'],
        scopes: ['books:read'],
        introspects: [booksApi],
      },
      {
        clientId: 'notes',
        clientSecret: secret,
        grantTypes: ['client_credentials'],
        introspects: [notesApi],
      },
      { clientId: 'app', clientSecret: secret, redirectUris: [callback], scopes: ['openid', 'books:read'] },
      { clientId: 'spa', redirectUris: [callback], scopes: ['openid'] },
    ],
    users: [
      { id: 'ada-id', username: 'ada', password: 'analytical-engine' },
      { id: 'bob-id', username: 'bob', password: 'the-builder-of-it' },
    ],
  })
})
afterAll(() => issuer.close())

describe('a minted JWT', () => {
  test('is by default a good token of the first person, app and API (RFC 9068 §2)', async () => {
    const token = await issuer.mintToken({ scopes: ['books:read'] })
    const { payload, protectedHeader } = await verify(token)
    expect(protectedHeader.typ).toBe('at+jwt')
    expect(payload).toMatchObject({
      iss: issuer.url,
      sub: 'ada-id',
      aud: booksApi,
      client_id: 'app',
      scope: 'books:read',
      jti: expect.any(String),
      auth_time: payload.iat,
    })
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(600)
  })

  test('says what the test wants, and leaves out what it does not', async () => {
    const token = await issuer.mintToken({
      accountId: 'bob-id',
      clientId: 'elsewhere',
      audience: [booksApi, notesApi],
      format: 'jwt',
      acr: 'urn:example:strong',
      authTime: 1_700_000_000,
      claims: { tenant: 'acme', jti: undefined },
    })
    const { payload } = await verify(token)
    expect(payload).toMatchObject({
      sub: 'bob-id',
      aud: [booksApi, notesApi],
      client_id: 'elsewhere',
      acr: 'urn:example:strong',
      auth_time: 1_700_000_000,
      tenant: 'acme',
    })
    expect(payload).not.toHaveProperty('jti')
    expect(payload).not.toHaveProperty('scope')
  })

  test("of a client's own says nothing of a sign-in (RFC 9068 §2.2)", async () => {
    const claims = decodeJwt(await issuer.mintToken({ accountId: null, clientId: 'cron' }))
    expect(claims).toMatchObject({ sub: 'cron', client_id: 'cron' })
    expect(claims).not.toHaveProperty('auth_time')
  })

  test('has the type that is configured for its API', async () => {
    const resources = [
      { uri: booksApi, scopes: { 'books:read': 'See your books' }, accessToken: { typ: 'JWT' as const } },
    ]
    await using typed = await startTestIssuer({ resources })
    const header = async (options = {}) => decodeProtectedHeader(await typed.mintToken(options)).typ
    expect([await header(), await header({ audience: typed.url })]).toEqual(['JWT', 'at+jwt'])
  })

  test('can have expired, be of another type, or be signed by a stranger with our key id', async () => {
    const expired = await issuer.mintToken({ expiresInSeconds: -60 })
    await expect(verify(expired)).rejects.toMatchObject({ code: 'ERR_JWT_EXPIRED' })
    expect(decodeProtectedHeader(await issuer.mintToken({ type: 'JWT' })).typ).toBe('JWT')
    const strange = await issuer.mintToken({ signedBy: 'stranger' })
    await expect(verify(strange)).rejects.toMatchObject({ code: 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED' })
  })

  test("verifies by one JWKS with the server's own tokens, which no ETag of the server's covers", async () => {
    const own = await ask('/token', { grant_type: 'client_credentials', scope: 'books:read' }, 'books')
    await verify(String(own.body.access_token))
    const answer = await fetch(`${issuer.url}/jwks`)
    expect(answer.headers.get('etag')).toBeNull()
    expect((await answer.json()).keys.length).toBeGreaterThanOrEqual(2)
  })
})

describe('introspection', () => {
  test('knows a minted token, opaque or not, for the API that it is for (RFC 7662 §2.2)', async () => {
    const opaque = await issuer.mintToken({ scopes: ['notes:read'], claims: { tenant: 'acme' } })
    expect(opaque).not.toContain('.')
    expect(await introspect(opaque, 'notes')).toMatchObject({
      active: true,
      token_type: 'Bearer',
      iss: issuer.url,
      sub: 'ada-id',
      aud: notesApi,
      scope: 'notes:read',
      tenant: 'acme',
    })
    expect(await introspect(opaque, 'books')).toEqual({ active: false })
    expect(await introspect(await issuer.mintToken(), 'books')).toMatchObject({ active: true })
  })

  test('says of every bad one only that it is inactive', async () => {
    const revoked = await issuer.mintToken()
    issuer.revoke(revoked)
    const bad = [
      revoked,
      await issuer.mintToken({ format: 'opaque', expiresInSeconds: -1 }),
      await issuer.mintToken({ type: 'JWT' }),
      await issuer.mintToken({ signedBy: 'stranger' }),
      await issuer.mintToken({ claims: { iss: 'https://other.example.test' } }),
      'never-minted',
    ]
    for (const token of bad) expect(await introspect(token, 'books')).toEqual({ active: false })
  })

  test('is for clients that prove who they are, minted token or not (RFC 7662 §2.1)', async () => {
    const token = await issuer.mintToken()
    expect(await ask('/introspect', { token }, 'books', 'a-wrong-secret')).toMatchObject({ status: 401 })
    expect(await ask('/introspect', { token, client_id: 'spa' })).toMatchObject({ status: 401 })
    expect(await ask('/introspect', { token })).toMatchObject({ status: 401 })
  })

  test('a token that was not minted cannot be revoked, and the error says what can', async () => {
    expect(() => issuer.revoke('never-minted')).toThrow('issuer.server.grants.revokeAll')
  })
})

describe('a sign-in', () => {
  const request = {
    client_id: 'app',
    response_type: 'code',
    redirect_uri: callback,
    scope: 'openid books:read',
    code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    code_challenge_method: 'S256',
  }

  test("ends at the client's redirect URI with a code for the person who signed in", async () => {
    const url = `${issuer.url}/authorize?${new URLSearchParams(request)}`
    for (const [credentials, sub] of [
      [undefined, 'ada-id'],
      [{ username: 'bob', password: 'the-builder-of-it' }, 'bob-id'],
    ] as const) {
      const end = await issuer.signIn(url, credentials)
      expect(end.origin + end.pathname).toBe(callback)
      const { body } = await ask(
        '/token',
        {
          grant_type: 'authorization_code',
          code: end.searchParams.get('code') ?? '',
          redirect_uri: callback,
          code_verifier: 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk',
        },
        'app',
      )
      expect(decodeJwt(String(body.id_token)).sub).toBe(sub)
    }
  })

  test('that does not get there throws what the page says', async () => {
    const wrong = { username: 'ada', password: 'not-the-password' }
    const url = `${issuer.url}/authorize?${new URLSearchParams(request)}`
    await expect(issuer.signIn(url, wrong)).rejects.toThrow(/ended at \/sign-in .*(password|match)/is)
    const nowhere = `${issuer.url}/authorize?${new URLSearchParams({ ...request, client_id: 'nobody' })}`
    await expect(issuer.signIn(nowhere)).rejects.toThrow(/ended at \/authorize \(400\)/)
  })
})

describe('its life', () => {
  test('it needs no option, and ends with its block', async () => {
    let url: string
    {
      await using alone = await startTestIssuer()
      url = alone.url
      const claims = decodeJwt(await alone.mintToken())
      expect(claims).toMatchObject({ iss: url, aud: url, sub: 'test-account', client_id: 'test-client' })
      await expect(alone.signIn(`${url}/authorize`)).rejects.toThrow('start the issuer with `users')
    }
    await expect(fetch(`${url}/healthz`)).rejects.toThrow('fetch failed')
  })

  test('closing twice is closing once, and its port is free again', async () => {
    const first = await startTestIssuer()
    await Promise.all([first.close(), first.close()])
    const port = Number(new URL(first.url).port)
    await using second = await startTestIssuer({ port })
    expect(second.url).toBe(first.url)
    await expect(startTestIssuer({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' })
  })

  test('a wrong option is a ConfigError, and leaves nothing listening', async () => {
    await using alone = await startTestIssuer()
    const port = Number(new URL(alone.url).port)
    await alone.close()
    await expect(startTestIssuer({ port, clients: [{ clientId: '' }] })).rejects.toBeInstanceOf(ConfigError)
    await expect(fetch(`${alone.url}/healthz`)).rejects.toThrow('fetch failed')
  })
})

function verify(token: string) {
  return jwtVerify(token, createRemoteJWKSet(new URL(`${issuer.url}/jwks`)), { issuer: issuer.url })
}

async function introspect(token: string, clientId: string) {
  const { status, body } = await ask('/introspect', { token }, clientId)
  expect(status).toBe(200)
  return body
}

async function ask(path: string, form: Record<string, string>, clientId?: string, clientSecret = secret) {
  const authorization = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`
  const answer = await fetch(issuer.url + path, {
    method: 'POST',
    headers: clientId === undefined ? {} : { authorization },
    body: new URLSearchParams(form),
  })
  const body: Record<string, unknown> = await answer.json()
  return { status: answer.status, body }
}
