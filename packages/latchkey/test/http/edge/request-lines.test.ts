import { describe, expect, test } from 'vitest'
import { createMemoryStorage } from '../../../src/storage/memory/memory-storage.ts'
import { obtainCode, obtainTokens, redeemAs, refreshAs, userinfo } from '../../fixtures/client-calls.ts'
import { openLoggedWorld } from '../../fixtures/logged-world.ts'
import {
  apiSecret,
  appSecret,
  authorizePath,
  basic,
  issuer,
  post,
  signInAs,
  testConfiguration,
} from '../../fixtures/server-without-network.ts'

const machine = { grant_type: 'client_credentials', scope: 'books:read' }
const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
const sealed = (header: object, claims: object) =>
  `${[header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')}.c2ln`

describe('a refused request has one line (ASVS 16.2.1)', () => {
  test('with the id that the client got', async () => {
    const world = await openLoggedWorld()
    const answer = await post(world.server, '/token', machine, basic('cron', 'a-wrong-secret-of-the-client'))
    expect(answer.status).toBe(401)
    expect(world.lines).toEqual([
      expect.objectContaining({
        msg: 'refused',
        requestId: answer.headers.get('x-request-id'),
        path: '/token',
        status: 401,
        clientId: 'cron',
        event: 'client.authentication_failed',
        reason: 'client_authentication_failed',
        failure: 'wrong_secret',
        secretsEndIn: appSecret.slice(-4),
      }),
    ])
  })

  test('when a password is wrong, and when an app is sent its error', async () => {
    const world = await openLoggedWorld()
    const browser = world.browser()
    const page = await browser.open('/sign-in')
    world.clear()
    await signInAs(browser, page, 'alice@example.test', 'wrong')
    expect(world.lines).toEqual([
      expect.objectContaining({ event: 'account.sign_in_failed', reason: 'wrong_credentials' }),
    ])
    world.clear()
    await browser.open(authorizePath({ response_type: 'token' }))
    expect(world.lines).toEqual([
      expect.objectContaining({
        status: 303,
        event: 'request.refused',
        reason: 'unsupported_response_type',
        received: 'token',
        clientId: 'app',
      }),
    ])
  })

  test('and an answered one says which client it was of', async () => {
    const world = await openLoggedWorld()
    await post(world.server, '/token', machine, basic('cron', appSecret))
    expect(world.lines).toEqual([expect.objectContaining({ msg: 'request', status: 200, clientId: 'cron' })])
  })
})

describe('the log says which part of a client’s authentication failed, the answer never (OWASP ASVS 6.3.8)', () => {
  test.each([
    ['unknown_client', { nearest: 'cron' }, {}, basic('crom', appSecret)],
    ['wrong_secret', { differs: 'white space' }, {}, basic('cron', `${appSecret}\n`)],
    ['method_not_registered', { sent: 'none' }, { client_id: 'cron' }, {}],
    ['malformed_basic', {}, {}, { authorization: 'Basic %%%' }],
    ['not_basic', { sentClientId: 'cron' }, { client_id: 'cron' }, { authorization: 'Bearer abc' }],
    ['missing_assertion', {}, { client_assertion_type: assertionType }, {}],
    ['wrong_assertion_type', {}, { client_assertion: 'x', client_assertion_type: 'y' }, {}],
    ['malformed_assertion', {}, { client_assertion: 'x', client_assertion_type: assertionType }, {}],
    ['malformed_client_id', {}, { client_id: 'é' }, {}],
    ['several_methods', {}, { client_id: 'cron', client_secret: appSecret }, basic('cron', appSecret)],
    ['two_clients', { sentClientId: 'app' }, { client_id: 'app' }, basic('cron', appSecret)],
  ])('%s', async (failure, more, form, headers) => {
    const world = await openLoggedWorld()
    const answer = await post(world.server, '/token', { ...machine, ...form }, headers)
    expect(answer.status).toBeGreaterThanOrEqual(400)
    expect(world.lines).toEqual([expect.objectContaining({ failure, ...more })])
    expect(await answer.text()).not.toMatch(new RegExp(`${failure}|nearest|cron`))
  })

  test.each([
    ['a swapped one', appSecret, 'cron', `${appSecret.slice(0, 8)}...`],
    ['one that begins like a client', 'cron-and-what-is-secret', 'x', 'cron-and...'],
    ['one that ends like a client', 'what-is-secret-cron', 'x', 'what-is-...'],
    ['a near one, whole', 'Cron', appSecret, 'Cron'],
  ])('an unknown id by its first characters, as it may be a secret: %s', async (_, id, secret, shown) => {
    const storage = createMemoryStorage()
    const world = await openLoggedWorld({ storage, secret: String(testConfiguration.secret) })
    await post(world.server, '/token', machine, basic(id, secret))
    expect(world.lines).toEqual([expect.objectContaining({ failure: 'unknown_client', clientId: shown })])
    const [event] = await world.server.events.list()
    expect(event).toMatchObject({ name: 'client.authentication_failed', clientId: shown })
    const counted = await storage.exportRecords('attempts', { limit: 10 })
    expect(counted.records).toHaveLength(2)
    expect(JSON.stringify(counted)).not.toContain(id)
    world.clear()
    await world.browser().open(authorizePath({ client_id: id }))
    expect(world.lines).toEqual([expect.objectContaining({ sentClientId: shown })])
  })

  test('no credentials where they are required', async () => {
    const world = await openLoggedWorld()
    await post(world.server, '/introspect', { token: 'x' })
    expect(world.lines).toEqual([expect.objectContaining({ failure: 'no_credentials' })])
  })

  test('a secret that has expired, by its last characters', async () => {
    const world = await openLoggedWorld()
    const { client } = await world.server.clients.create({ name: 'x', ...ofMachine })
    const expiresAt = world.clock.now() + 5
    const { clientSecret } = await world.server.clients.addSecret(client.clientId, { expiresAt })
    world.clock.advance(10)
    world.clear()
    await post(world.server, '/token', machine, basic(client.clientId, clientSecret))
    expect(world.lines).toEqual([
      expect.objectContaining({
        failure: 'expired_secret',
        secretEndsIn: clientSecret.slice(-4),
        expiredAt: expect.stringMatching(/^20\d\d-.*Z$/),
      }),
    ])
  })

  test.each([
    [{ fault: 'algorithm_not_accepted', alg: 'none' }, { alg: 'none' }],
    [
      { fault: 'wrong_type', typ: 'dpop+jwt' },
      { alg: 'ES256', typ: 'dpop+jwt' },
    ],
    [
      { fault: 'unknown_kid', kid: 'other' },
      { alg: 'ES256', kid: 'other' },
    ],
    [{ fault: 'no_fitting_key' }, { alg: 'RS256' }],
    [{ fault: 'wrong_signature' }, { alg: 'ES256' }],
  ])('an assertion: %j', async (told, header) => {
    const jwk = {
      kty: 'EC',
      crv: 'P-256',
      kid: 'mine',
      x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
      y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
    }
    const clients = [
      { clientId: 'jwt', grantTypes: ['client_credentials'], scopes: ['books:read'], jwks: { keys: [jwk] } },
    ]
    const world = await openLoggedWorld({ clients })
    const client_assertion = sealed(header, { iss: 'jwt', sub: 'jwt' })
    await post(world.server, '/token', { ...machine, client_assertion, client_assertion_type: assertionType })
    expect(world.lines).toEqual([expect.objectContaining({ failure: 'invalid_assertion', ...told })])
  })
})

const ofMachine = { grantTypes: ['client_credentials'], scopes: ['books:read'] }

describe('the log names what was sent and the nearest that is registered', () => {
  test.each([
    [
      { redirect_uri: 'https://app.example.test/cb/' },
      { nearest: 'https://app.example.test/cb', differs: 'trailing slash', clientId: 'app' },
    ],
    [{ client_id: 'App' }, { sentClientId: 'App', nearest: 'app' }],
    [
      { resource: 'https://api.example.test/book' },
      { resource: 'https://api.example.test/book', nearest: 'https://api.example.test/books' },
    ],
  ])('%j', async (asked, told) => {
    const world = await openLoggedWorld()
    const page = await world.browser().open(authorizePath(asked))
    expect(world.lines).toEqual([expect.objectContaining(told)])
    expect(`${page.url}${page.html}`).not.toContain(`nearest`)
  })

  test('also of a logout', async () => {
    const world = await openLoggedWorld()
    const uri = 'https://app.example.test:444/bye'
    await world.browser().open(`/logout?client_id=app&post_logout_redirect_uri=${encodeURIComponent(uri)}`)
    expect(world.lines).toEqual([
      expect.objectContaining({ failure: 'unregistered_return', redirectUri: uri, differs: 'port' }),
    ])
  })
})

describe('the log says why a code, a refresh token or an access token was not taken', () => {
  test('a code', async () => {
    const world = await openLoggedWorld()
    const failureOf = async (clientId: string, code: string, form = {}) => {
      world.clear()
      await redeemAs(world, clientId, code, form)
      expect(world.lines).toHaveLength(1)
      return world.lines[0]?.failure ?? world.lines[0]?.reason
    }
    const code = await obtainCode(world)
    expect(await failureOf('app', 'made-up')).toBe('not_issued_here')
    expect(await failureOf('mine', code)).toBe('issued_to_another_client')
    expect(await failureOf('app', code, { redirect_uri: 'https://x.test' })).toBe('other_redirect_uri')
    expect(await failureOf('app', code, { code_verifier: '' })).toBe('missing')
    expect(await failureOf('app', code, { code_verifier: 'x'.repeat(43) })).toBe('wrong')
    world.clock.advance(3600)
    expect(await failureOf('app', code)).toBe('expired')
  })

  test('a refresh token and an access token', async () => {
    const world = await openLoggedWorld()
    const tokens = await obtainTokens(world, 'app', { scope: 'openid offline_access' })
    const refresh = tokens.refresh_token ?? ''
    const last = () => world.lines.at(-1)
    await refreshAs(world, 'mine', refresh)
    expect(last()).toMatchObject({ failure: 'not_issued_to_this_client' })
    await refreshAs(world, 'app', 'made-up')
    expect(last()).toMatchObject({ failure: 'no_refresh_token_of_ours' })
    await userinfo(world, 'made-up')
    expect(last()).toMatchObject({ path: '/userinfo', failure: 'no_access_token' })
    await userinfo(world, sealed({ alg: 'ES256' }, { iss: 'https://other.test' }))
    expect(last()).toMatchObject({ failure: 'issued_elsewhere' })
    await userinfo(world, tokens.id_token ?? '')
    expect(last()).toMatchObject({ failure: 'wrong_key_or_type' })
    await post(world.server, '/revoke', { token: refresh }, basic('app', appSecret))
    await userinfo(world, tokens.access_token)
    expect(last()).toMatchObject({ failure: 'revoked_or_ended' })
    await refreshAs(world, 'app', refresh)
    expect(last()).toMatchObject({ reason: 'grant_revoked', revokedSecondsAgo: 0 })
    world.clock.advance(7200)
    await userinfo(world, tokens.access_token)
    expect(last()).toMatchObject({ failure: 'expired' })
    await post(world.server, '/introspect', { token: tokens.access_token }, basic('books', apiSecret))
    expect(last()).toMatchObject({ msg: 'request', status: 200, clientId: 'books', inactive: 'expired' })
    await post(world.server, '/revoke', { token: 'made-up' }, basic('app', appSecret))
    expect(last()).toMatchObject({ msg: 'request', status: 200, ignored: 'no_access_token' })
  })
})

describe('health checks', () => {
  const ask = (path: string) => new Request(`${issuer}${path}`)

  test('are not in the log while all is well, unless they are wanted', async () => {
    const quiet = await openLoggedWorld()
    await quiet.server.fetch(ask('/healthz'))
    await quiet.server.fetch(ask('/readyz'))
    expect(quiet.lines).toEqual([])
    const loud = await openLoggedWorld({ logHealthChecks: true })
    await loud.server.fetch(ask('/healthz'))
    expect(loud.lines).toEqual([expect.objectContaining({ path: '/healthz', status: 200 })])
  })

  test('are in the log when the answer is not good', async () => {
    const world = await openLoggedWorld()
    world.server.drain()
    await world.server.fetch(ask('/readyz'))
    expect(world.lines).toEqual([expect.objectContaining({ level: 'warn', path: '/readyz', status: 503 })])
  })
})

describe('the id of a request', () => {
  const trace = '4bf92f3577b34da6a3ce929d0e0e4736'
  const parent = '00f067aa0ba902b7'

  test.each([
    ['X-Request-Id', 'proxy-made-this-id', 'proxy-made-this-id'],
    ['traceparent', `00-${trace}-${parent}-01`, `${trace}-${parent}`],
  ])('is that of %s if a trusted proxy sent it (Trace Context §3.2)', async (name, value, id) => {
    const world = await openLoggedWorld({ trustedProxies: ['192.0.2.1'] })
    const idOf = async (remoteAddress: string, sent: string) => {
      const request = new Request(`${issuer}/jwks`, { headers: { [name]: sent } })
      return (await world.server.fetch(request, { remoteAddress })).headers.get('x-request-id')
    }
    expect(await idOf('192.0.2.1', value)).toBe(id)
    expect(world.lines.at(-1)).toMatchObject({ requestId: id })
    expect(await idOf('192.0.2.2', value)).not.toBe(id)
    for (const bad of [
      'x',
      `${value}${'0'.repeat(300)}`,
      value.replace(trace, '!'.repeat(32)).replace('-made', ' '),
    ])
      expect(await idOf('192.0.2.1', bad)).toMatch(/^[\da-f]{8}-[\da-f-]{27}$/)
  })
})

test('two requests at once with one id, which is as its sender wrote it, share nothing in the log', async () => {
  const world = await openLoggedWorld({ trustedProxies: ['192.0.2.1'] })
  const refusedAs = (clientId: string) => {
    const headers = {
      ...basic(clientId, 'a-wrong-secret-of-the-client'),
      'X-Request-Id': 'chosen-by-its-sender',
      'Content-Type': 'application/x-www-form-urlencoded',
    }
    const body = new URLSearchParams(machine)
    const request = new Request(`${issuer}/token`, { method: 'POST', headers, body })
    return world.server.fetch(request, { remoteAddress: '192.0.2.1' })
  }
  await Promise.all([refusedAs('cron'), refusedAs('nobody')])
  const requestId = 'chosen-by-its-sender'
  expect(world.lines.map(({ clientId }) => clientId).sort()).toEqual(['cron', 'nobody'])
  expect(world.lines).toEqual(
    Array(2).fill(expect.objectContaining({ requestId, msg: 'refused', status: 401 })),
  )
  const [unknown] = world.lines.filter(({ clientId }) => clientId === 'nobody')
  expect(unknown).not.toHaveProperty('secretsEndIn')
})

test('a verifier that is the challenge itself is a mistake of its own', async () => {
  const world = await openLoggedWorld()
  const code = await obtainCode(world)
  await redeemAs(world, 'app', code, { code_verifier: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM' })
  expect(world.lines.at(-1)).toMatchObject({ failure: 'challenge_sent_as_verifier' })
})
