import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { startTestIssuer } from '../../../latchkey/src/testing/start-test-issuer.ts'
import { booksApi, openLiveServer, secret } from '../../../latchkey/test/fixtures/loopback-server.ts'
import { openedForEach } from '../../../latchkey/test/fixtures/opened.ts'
import { patiently } from '../../../latchkey/test/fixtures/patiently.ts'
import { audience, openForeignIssuer } from './foreign-issuer.ts'
import { openApi } from './guarded-handler.ts'

// Only the clock that is read; timeouts and the network go on.
beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }))
afterEach(() => void vi.useRealTimers())
const issuer = openedForEach(openForeignIssuer)

const pass = (seconds: number) => vi.setSystemTime(Date.now() + seconds * 1000)
const long = { exp: Math.floor(Date.now() / 1000) + 100_000 }
const broken = (path: string) => issuer.overrides.set(path, (_, res) => res.writeHead(500).end())

describe('the keys of an issuer', () => {
  test('are asked for once, however many first requests wait for them', async () => {
    const api = openApi({ issuer: issuer.url, audience })
    const token = await issuer.sign()
    const seen = await Promise.all(Array.from({ length: 50 }, () => api(token)))
    expect(new Set(seen.map(({ status }) => status))).toEqual(new Set([200]))
    expect(issuer.count('/jwks')).toBe(1)
    expect(issuer.count('/.well-known/openid-configuration')).toBe(1)
  })

  test('are asked for again when a token names a new one, so that a rotation needs no restart', async () => {
    const api = openApi({ issuer: issuer.url, audience })
    expect(await api(await issuer.sign())).toMatchObject({ status: 200 })
    await issuer.addKey('second')
    pass(1)
    expect(await api(await issuer.sign())).toMatchObject({ status: 200 })
    expect(issuer.count('/jwks')).toBe(2)
  })

  test('are not asked for by a flood of made-up names more than once a second (JWK-08)', async () => {
    const api = openApi({ issuer: issuer.url, audience })
    for (let second = 0; second < 6; second += 0.5) {
      const tokens = await Promise.all(
        Array.from({ length: 20 }, (_, index) => issuer.sign(long, { kid: `made-up-${second}-${index}` })),
      )
      for (const { reason, status } of await Promise.all(tokens.map(api))) {
        expect({ reason, status }).toEqual({ reason: 'unknown_key', status: 401 })
      }
      pass(0.5)
    }
    expect(issuer.count('/jwks')).toBe(6)
  })

  test('are not asked for by tokens that cannot be from this issuer', async () => {
    const api = openApi({ issuer: issuer.url, audience })
    expect(await api(await issuer.sign({ iss: 'https://other.example.test' }))).toMatchObject({ status: 401 })
    expect(await api(await issuer.sign({}, { typ: 'JWT' }))).toMatchObject({ status: 401 })
    expect(issuer.count('/jwks')).toBe(0)
  })

  test('a key that the issuer withdrew is forgotten after ten minutes of use', async () => {
    const api = openApi({ issuer: issuer.url, audience })
    const token = await issuer.sign(long)
    expect(await api(token)).toMatchObject({ status: 200 })
    issuer.keys.length = 0
    pass(590)
    expect(await api(token)).toMatchObject({ status: 200 })
    pass(20)
    await api(token)
    await vi.waitFor(async () => expect(await api(token)).toMatchObject({ reason: 'unknown_key' }), patiently)
  })

  test('go on for an hour while the issuer is away, and no longer', async () => {
    const api = openApi({ issuer: issuer.url, audience })
    const token = await issuer.sign(long)
    expect(await api(token)).toMatchObject({ status: 200 })
    broken('/jwks')
    pass(3590)
    expect(await api(token)).toMatchObject({ status: 200 })
    await vi.waitFor(() => expect(issuer.count('/jwks')).toBe(2), patiently)
    pass(20)
    expect(await api(token)).toMatchObject({ status: 503, reason: 'issuer_unavailable' })
    issuer.overrides.clear()
    pass(2)
    expect(await api(token)).toMatchObject({ status: 200 })
  })

  test('are asked for again when the clock was set back, so that none is kept until it is there again', async () => {
    const api = openApi({ issuer: issuer.url, audience })
    const token = await issuer.sign(long)
    expect(await api(token)).toMatchObject({ status: 200 })
    issuer.keys.length = 0
    pass(-24 * 3600)
    expect(await api(token)).toMatchObject({ status: 401, reason: 'unknown_key' })
  })

  test('when none is known and the issuer is away it is 503, never 401: nobody has to sign in again for that', async () => {
    const api = openApi({ issuer: issuer.url, audience })
    const token = await issuer.sign()
    broken('/jwks')
    const seen = await Promise.all(Array.from({ length: 20 }, () => api(token)))
    for (const one of seen)
      expect(one).toMatchObject({ status: 503, retryAfter: '2', body: { error: 'temporarily_unavailable' } })
    pass(0.9)
    expect(await api(token)).toMatchObject({ status: 503 })
    expect(issuer.count('/jwks')).toBe(1)
    issuer.overrides.clear()
    pass(2)
    expect(await api(token)).toMatchObject({ status: 200 })
  })

  test('an unknown key while the issuer is away is 503 too: it may be a new one', async () => {
    const api = openApi({ issuer: issuer.url, audience })
    const known = await issuer.sign()
    expect(await api(known)).toMatchObject({ status: 200 })
    await issuer.addKey('second')
    broken('/jwks')
    pass(6)
    expect(await api(await issuer.sign())).toMatchObject({ status: 503 })
    expect(await api(known)).toMatchObject({ status: 200 })
  })

  test.each<[string, string]>([
    ['no JSON', '<html>'],
    ['no key set', '{"keys":{}}'],
    ['over 100 keys', JSON.stringify({ keys: Array.from({ length: 101 }, () => ({ kty: 'EC' })) })],
    ['over 256 KiB', JSON.stringify({ keys: [], pad: 'x'.repeat(300_000) })],
  ])('that are %s are the fault of the issuer, not of the token', async (_, document) => {
    const api = openApi({ issuer: issuer.url, audience })
    issuer.overrides.set('/jwks', (_req, res) => res.end(document))
    const seen = await api(await issuer.sign())
    expect(seen).toMatchObject({ status: 500, reason: 'issuer_wrong', body: { error: 'server_error' } })
    expect(seen.message).toContain(`${issuer.url}/jwks`)
    expect(JSON.stringify(seen.body)).not.toContain(issuer.url)
  })

  test('are not fetched from where a redirect leads', async () => {
    const api = openApi({ issuer: issuer.url, audience })
    issuer.overrides.set('/jwks', (_, res) => res.writeHead(302, { location: '/elsewhere' }).end())
    expect(await api(await issuer.sign())).toMatchObject({ status: 500 })
    expect(issuer.count('/elsewhere' as '/jwks')).toBe(0)
  })

  test('are not fetched over http for an issuer on https', async () => {
    const metadata = { issuer: 'https://id.example.test', jwks_uri: 'http://id.example.test/jwks' }
    const ask = vi.fn(async () => Response.json(metadata))
    vi.stubGlobal('fetch', ask)
    const api = openApi({ issuer: metadata.issuer, audience })
    const seen = await api(await issuer.sign({ iss: metadata.issuer }))
    expect(seen).toMatchObject({ status: 500, message: expect.stringContaining('no usable jwks_uri') })
    expect(ask).toHaveBeenCalledTimes(1)
    vi.unstubAllGlobals()
  })

  test('may have no names; then each is tried, up to ten', async () => {
    issuer.keys.length = 0
    await issuer.addKey('')
    await issuer.addKey('')
    const api = openApi({ issuer: issuer.url, audience })
    expect(await api(await issuer.sign())).toMatchObject({ status: 200 })
    issuer.keys.length = 0
    expect(await openApi({ issuer: issuer.url, audience })(await issuer.sign())).toMatchObject({
      reason: 'unknown_key',
    })
  })
})

describe('a server of ours', () => {
  test('rotates its keys under the API, and tokens of both keys are good', async () => {
    const live = await openLiveServer()
    const api = openApi({ issuer: live.server.issuer, audience: booksApi })
    const former = await fetchToken(live.server.issuer)
    expect(await api(former)).toMatchObject({ status: 200, body: { clientId: 'basic' } })
    await live.server.keys.rotate({ immediately: true })
    const latter = await fetchToken(live.server.issuer)
    expect(kidOf(latter)).not.toBe(kidOf(former))
    pass(6)
    expect(await api(latter)).toMatchObject({ status: 200 })
    expect(await api(former)).toMatchObject({ status: 200 })
    await live.close()
  })

  test('that is killed and comes back signs nobody out', async () => {
    const first = await startTestIssuer({ resources: [{ uri: audience, scopes: { 'books:read': 'See' } }] })
    const options = { issuer: first.url, audience }
    const [early, late] = [openApi(options), openApi(options)]
    const token = await first.mintToken()
    expect(await early(token)).toMatchObject({ status: 200 })
    await first.close()
    expect(await early(token)).toMatchObject({ status: 200 })
    expect(await late(token)).toMatchObject({ status: 503 })
    const second = await startTestIssuer({ port: Number(new URL(first.url).port) })
    pass(6)
    expect(await late(await second.mintToken({ audience }))).toMatchObject({ status: 200 })
    await second.close()
  })
})

async function fetchToken(url: string): Promise<string> {
  const response = await fetch(`${url}/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`basic:${secret}`).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials', scope: 'books:read' }),
  })
  return String((await response.json()).access_token)
}

function kidOf(token: string): unknown {
  return JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()).kid
}
