import { describe, expect, it, vi } from 'vitest'
import { createMemoryStorage } from '../../../src/storage/memory/memory-storage.ts'
import { appSecret, issuer, openWorld } from '../../fixtures/server-without-network.ts'
import { useWorld } from '../../fixtures/use-world.ts'

const BASIC = `Basic ${Buffer.from(`cron:${appSecret}`).toString('base64')}`
const GRANT = 'grant_type=client_credentials&scope=books:read'

const world = useWorld()

function send(path: string, init: RequestInit = {}): Promise<Response> {
  return world.server.fetch(new Request(`${issuer}${path}`, init), { remoteAddress: '192.0.2.1' })
}

function post(path: string, body: string, headers: Record<string, string> = {}): Promise<Response> {
  const type = { 'content-type': 'application/x-www-form-urlencoded' }
  return send(path, { method: 'POST', body, headers: { ...type, ...headers } })
}

async function expectError(response: Response, status: number, error: string) {
  expect(response.status).toBe(status)
  expect(response.headers.get('content-type')).toMatch(/^application\/json/)
  expect(response.headers.get('cache-control')).toBe('no-store')
  const body = await response.json()
  expect(body.error).toBe(error)
  expect(String(body.error_description ?? '')).toMatch(/^[\x20-\x21\x23-\x5b\x5d-\x7e]*$/)
}

describe('POST /token', () => {
  it('answers JSON that nobody keeps (OAuth 2.1 §3.2.3)', async () => {
    const response = await post('/token', GRANT, { authorization: BASIC, accept: 'text/html' })
    expect(response.status).toBe(200)
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(response.headers.get('pragma')).toBe('no-cache')
    expect(response.headers.get('content-type')).toMatch(/^application\/json/)
    expect(await response.json()).toMatchObject({
      token_type: 'Bearer',
      expires_in: 600,
      scope: 'books:read',
    })
  })

  it('is the only method (OAuth 2.1 §3.2)', async () => {
    const response = await send(`/token?${GRANT}`, { headers: { authorization: BASIC } })
    expect(response.status).toBe(405)
    expect(response.headers.get('allow')).toContain('POST')
  })

  it('reads the body only, and only as a form (OAuth 2.1 §2.4.1; RFC 6749 appendix B)', async () => {
    await expectError(await post(`/token?${GRANT}`, '', { authorization: BASIC }), 400, 'invalid_request')
    const json = { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } }
    await expectError(await send('/token', json), 400, 'invalid_request')
  })

  it('refuses a repeated parameter, ignores an unknown one, takes an empty one for absent', async () => {
    const headers = { authorization: BASIC }
    await expectError(await post('/token', `${GRANT}&grant_type=x`, headers), 400, 'invalid_request')
    expect((await post('/token', `${GRANT}&foo=bar&resource=`, headers)).status).toBe(200)
  })

  it('refuses a body that is too large or not UTF-8', async () => {
    await expectError(await post('/token', 'x'.repeat(100_000)), 413, 'invalid_request')
    const body = new Uint8Array([0x61, 0x3d, 0xff])
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    await expectError(await send('/token', { method: 'POST', body, headers }), 400, 'invalid_request')
  })

  it('challenges with Basic where Basic failed (RFC 6749 §5.2)', async () => {
    const wrong = `Basic ${Buffer.from('cron:wrong').toString('base64')}`
    const response = await post('/token', GRANT, { authorization: wrong })
    expect(response.headers.get('www-authenticate')).toMatch(/^Basic /)
    await expectError(response, 401, 'invalid_client')
    await expectError(await post('/token', `${GRANT}&client_id=cron`), 401, 'invalid_client')
  })

  it('answers 429 and when to come back after too many wrong secrets (OAuth 2.1 §2.4.1)', async () => {
    const wrong = `Basic ${Buffer.from('books:wrong').toString('base64')}`
    let response = await post('/token', GRANT, { authorization: wrong })
    for (let tries = 0; tries < 50 && response.status === 401; tries++) {
      response = await post('/token', GRANT, { authorization: wrong })
    }
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0)
    await expectError(response, 429, 'temporarily_unavailable')
  })

  it('echoes nothing hostile', async () => {
    const nasty = encodeURIComponent('"\\\r\n\u0000é😀<script>')
    const body = `grant_type=client_credentials&scope=${nasty}&resource=${nasty}`
    await expectError(await post('/token', body, { authorization: BASIC }), 400, 'invalid_scope')
    await expectError(
      await post('/token', `grant_type=${nasty}`, { authorization: BASIC }),
      400,
      'unsupported_grant_type',
    )
  })
})

describe('POST /introspect and /revoke', () => {
  it('answer as RFC 7662 §2.2 and RFC 7009 §2.2 say', async () => {
    const { access_token } = await (await post('/token', GRANT, { authorization: BASIC })).json()
    const asked = `token=${access_token}`
    const active = await post('/introspect', asked, { authorization: BASIC })
    expect(await active.json()).toMatchObject({ active: true, client_id: 'cron', iss: issuer })
    expect(active.headers.get('cache-control')).toBe('no-store')
    expect((await post('/revoke', asked, { authorization: BASIC })).status).toBe(200)
    const after = await post('/introspect', asked, { authorization: BASIC })
    expect(await after.text()).toBe('{"active":false}')
  })

  it('want a caller who is somebody', async () => {
    const response = await post('/introspect', 'token=x')
    expect(response.headers.get('www-authenticate')).toMatch(/^Basic /)
    await expectError(response, 401, 'invalid_client')
    await expectError(
      await post('/introspect', 'token=x', { authorization: 'Bearer x' }),
      401,
      'invalid_client',
    )
    await expectError(await post('/revoke', 'token=x&client_id=app'), 401, 'invalid_client')
    expect((await send('/revoke')).status).toBe(405)
  })

  it('answer 503, not success, when the database is away (RFC 7009 §2.2.1; CVE-2020-15223)', async () => {
    const storage = createMemoryStorage()
    const broken = await openWorld({ storage })
    const ask = (path: string, body: string) =>
      broken.server.fetch(
        new Request(`${issuer}${path}`, {
          method: 'POST',
          body,
          headers: { authorization: BASIC, 'content-type': 'application/x-www-form-urlencoded' },
        }),
      )
    const { access_token } = await (await ask('/token', GRANT)).json()
    Object.assign(storage.rememberedIds, { remember: () => Promise.reject(new Error('connection lost')) })
    const response = await ask('/revoke', `token=${access_token}`)
    await expectError(response, 503, 'temporarily_unavailable')
    expect(response.headers.get('retry-after')).not.toBeNull()
    await broken.server.close()
  })
})

describe('/userinfo', () => {
  it('challenges without an error where there is no token, also for one in the query (RFC 6750 §3.1)', async () => {
    for (const path of ['/userinfo', '/userinfo?access_token=x']) {
      const response = await send(path)
      expect(response.status).toBe(401)
      expect(response.headers.get('www-authenticate')).toMatch(/^Bearer /)
      expect(response.headers.get('www-authenticate')).not.toContain('error')
    }
  })

  it('says invalid_token for a bad one, and 403 for one without openid (RFC 6750 §3.1)', async () => {
    const bad = await send('/userinfo', { headers: { authorization: 'bearer nonsense' } })
    expect(bad.status).toBe(401)
    expect(bad.headers.get('www-authenticate')).toContain('error="invalid_token"')
    const own = await post('/token', 'grant_type=client_credentials&scope=openid', { authorization: BASIC })
    const { access_token } = await own.json()
    const narrow = await send('/userinfo', { headers: { authorization: `Bearer ${access_token}` } })
    expect(narrow.status).toBe(403)
    expect(narrow.headers.get('www-authenticate')).toContain('error="insufficient_scope"')
  })

  it('reads a posted form, one place only, and no body of another type (RFC 6750 §2.2)', async () => {
    const bad = await post('/userinfo', 'access_token=x')
    expect(bad.headers.get('www-authenticate')).toContain('error="invalid_token"')
    await expectError(
      await post('/userinfo', 'access_token=x', { authorization: 'Bearer x' }),
      400,
      'invalid_request',
    )
    const headers = { 'content-type': 'text/plain' }
    const other = await send('/userinfo', { method: 'POST', body: 'access_token=x', headers })
    expect(other.headers.get('www-authenticate')).not.toContain('error')
  })
})

describe('the public documents', () => {
  const METADATA = ['/.well-known/openid-configuration', '/.well-known/oauth-authorization-server']

  it('are the same twice, cacheable for an hour at most, and open to other origins (RFC 8414 §3)', async () => {
    const texts = await Promise.all(
      METADATA.map(async (path) => {
        const response = await send(path, { headers: { origin: 'https://any.example' } })
        expect(response.status).toBe(200)
        expect(response.headers.get('content-type')).toMatch(/^application\/json/)
        expect(response.headers.get('cache-control')).toMatch(/^public, max-age=\d{1,3}$/)
        expect(response.headers.get('access-control-allow-origin')).toBe('*')
        return response.text()
      }),
    )
    expect(new Set(texts).size).toBe(1)
    expect(JSON.parse(texts[0] ?? '')).toMatchObject({ issuer })
    expect((await send('/.well-known/openid-configuration', { method: 'POST' })).status).toBe(405)
  })

  it('answer 304 to whoever has them already (RFC 9110 §13.1.2)', async () => {
    for (const path of [...METADATA, '/jwks']) {
      const etag = (await send(path)).headers.get('etag') ?? ''
      const again = await send(path, { headers: { 'if-none-match': `W/"x", ${etag}` } })
      expect(again.status, path).toBe(304)
      expect(await again.text()).toBe('')
    }
  })

  it('do not look at the Host header (RFC 8414 §3.3)', async () => {
    const response = await world.server.fetch(
      new Request(`https://evil.example${METADATA[0]}`, { headers: { 'x-forwarded-host': 'evil.example' } }),
    )
    expect(await response.text()).not.toContain('evil')
  })

  it('publish public keys only, each with kid, use and alg (RFC 7517 §4)', async () => {
    const { keys } = await (await send('/jwks')).json()
    expect(keys.length).toBeGreaterThan(1)
    for (const key of keys) {
      expect(key).toMatchObject({ kid: expect.any(String), use: 'sig', alg: expect.any(String) })
      for (const secret of ['d', 'p', 'q', 'dp', 'dq', 'qi', 'k']) expect(key).not.toHaveProperty(secret)
    }
  })
})

describe('/healthz and /readyz', () => {
  it('tell what is wrong when the database is away or the server drains', async () => {
    const storage = createMemoryStorage()
    const sick = await openWorld({ storage })
    const ask = (path: string) => sick.server.fetch(new Request(`${issuer}${path}`))
    expect((await ask('/readyz')).status).toBe(200)
    Object.assign(storage, { ping: () => Promise.reject(new Error('connection lost')) })
    sick.server.drain()
    const response = await ask('/readyz')
    expect(response.status).toBe(503)
    expect(await response.json()).toEqual({
      status: 'unavailable',
      checks: { storage: 'failing', migrations: 'ok', signing_key: 'ok', accepting: 'failing' },
    })
    expect((await ask('/healthz')).status).toBe(200)
    await sick.server.close()
  })

  it('do not wait for a database that hangs', async () => {
    const storage = createMemoryStorage()
    const hanging = await openWorld({ storage })
    const { ping } = storage
    Object.assign(storage, { ping: () => new Promise(() => undefined) })
    vi.useFakeTimers()
    const asked = hanging.server.fetch(new Request(`${issuer}/readyz`))
    await vi.advanceTimersByTimeAsync(2000)
    vi.useRealTimers()
    const response = await asked
    expect(response.status).toBe(503)
    expect((await response.json()).checks).toMatchObject({ storage: 'failing', migrations: 'ok' })
    Object.assign(storage, { ping })
    expect((await hanging.server.fetch(new Request(`${issuer}/readyz`))).status).toBe(200)
    await hanging.server.close()
  })
})
