import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Logger } from '../../src/index.ts'
import type { RecordKind } from '../../src/ports/stored-records.ts'
import { tables } from '../../src/storage/rows/tables.ts'
import { openSqliteStorage } from '../../src/storage/sqlite/open-sqlite-storage.ts'
import { clientToken, obtainTokens, refreshAs, userinfo } from '../fixtures/client-calls.ts'
import {
  appSecret,
  authorizeFully,
  authorizePath,
  basic,
  issuer,
  otherSecret,
  post,
  redeem,
  signInAs,
  testConfiguration,
  verifier,
  type World,
} from '../fixtures/server-without-network.ts'
import { openOwnWorld } from '../fixtures/use-world.ts'
import { browserAt } from './at-address.ts'

let world: World

function get(path: string, headers: Record<string, string> = {}): Promise<Response> {
  return world.server.fetch(new Request(`${issuer}${path}`, { headers }))
}

describe('addresses that look like ours (C-97, C-106)', () => {
  test.each([
    '/token/',
    '//token',
    '/token;x',
    '/token%2f',
    '/Token',
    '/x/../token%00',
    '/token/public',
    '/introspect/',
  ])('%s is not the token endpoint', async (path) => {
    world = await openOwnWorld()
    const form = { grant_type: 'client_credentials', scope: 'books:read' }
    expect((await post(world.server, path, form, basic('cron', appSecret))).status).toBe(404)
  })

  test.each(['/userinfo/x.css', '/userinfo;x.css', '/userinfo%2fx.css'])(
    '%s gives no claims to a cache',
    async (path) => {
      world = await openOwnWorld()
      const { access_token } = await obtainTokens(world)
      expect((await get(path, { authorization: `Bearer ${access_token}` })).status).toBe(404)
    },
  )

  test.each(['GET', 'HEAD', 'PUT', 'DELETE', 'PATCH'])(
    '%s is not how tokens are asked for (RFC 6749 §3.2)',
    async (method) => {
      world = await openOwnWorld()
      const query = new URLSearchParams({ grant_type: 'client_credentials', scope: 'books:read' })
      const request = new Request(`${issuer}/token?${query}`, { method, headers: basic('cron', appSecret) })
      const answer = await world.server.fetch(request)
      expect(answer.status).toBe(405)
      expect(answer.headers.get('allow')).toBe('POST')
    },
  )

  test('no header decides what we say of ourselves (C-91, C-106)', async () => {
    world = await openOwnWorld({ trustedProxies: ['192.0.2.1'] })
    const names = [
      'host',
      'x-forwarded-host',
      'x-forwarded-proto',
      'forwarded',
      'x-original-url',
      'x-rewrite-url',
    ]
    const headers = new Headers(names.map((name): [string, string] => [name, 'evil.test']))
    for (const path of ['/.well-known/openid-configuration', authorizePath(), '/sign-in', '/logout']) {
      const request = new Request(`${issuer}${path}`, { headers })
      const answer = await world.server.fetch(request, { remoteAddress: '192.0.2.1' })
      expect(`${await answer.text()} ${answer.headers.get('location')}`).not.toContain('evil.test')
    }
  })
})

describe('scripts of other sites (C-98)', () => {
  test('never come with credentials, and only to what clients call', async () => {
    world = await openOwnWorld()
    for (const path of ['/sign-in', '/account', '/logout', authorizePath(), '/introspect', '/consent']) {
      const answer = await get(path, { origin: 'https://evil.test' })
      expect(answer.headers.get('access-control-allow-origin'), path).toBeNull()
    }
    for (const path of ['/userinfo', '/jwks', '/.well-known/openid-configuration']) {
      const answer = await get(path, { origin: 'https://evil.test' })
      expect(answer.headers.get('access-control-allow-credentials')).toBeNull()
      expect(answer.headers.get('access-control-allow-origin')).toBe('*')
    }
  })

  test('with a list, no origin but those of the list is named, and never null', async () => {
    world = await openOwnWorld({ corsOrigins: ['https://spa.example.test'] })
    const origins = [
      'https://evil.test',
      'null',
      'https://spa.example.test.evil.test',
      'HTTPS://spa.example.test',
      'http://spa.example.test',
    ]
    for (const origin of origins) {
      const answer = await get('/userinfo', { origin })
      expect(answer.headers.get('access-control-allow-origin'), origin).toBeNull()
      expect(answer.headers.get('vary')).toContain('Origin')
    }
    const own = await get('/userinfo', { origin: 'https://spa.example.test' })
    expect(own.headers.get('access-control-allow-origin')).toBe('https://spa.example.test')
  })
})

describe('whose address it is', () => {
  test('who is no trusted proxy cannot say another (X-Forwarded-For)', async () => {
    world = await openOwnWorld({
      limits: { passwordAttemptsPerAddress: 2 },
      trustedProxies: ['192.0.2.1'],
    })
    const statuses: number[] = []
    for (let guess = 0; guess < 4; guess++) {
      const browser = browserAt(world, '198.51.100.7')
      const page = await browser.open('/sign-in')
      const values = { username: `p${guess}@x.test`, password: 'wrong' }
      statuses.push(
        (await browser.submit(page, 'sign-in', values, { 'x-forwarded-for': `203.0.113.${guess}` })).status,
      )
    }
    expect(statuses).toEqual([422, 422, 429, 429])
  })

  test('behind a trusted proxy, what the client wrote in front of it does not count', async () => {
    world = await openOwnWorld({
      limits: { passwordAttemptsPerAddress: 2 },
      trustedProxies: ['192.0.2.1'],
    })
    const statuses: number[] = []
    for (let guess = 0; guess < 3; guess++) {
      const browser = browserAt(world, '192.0.2.1')
      const page = await browser.open('/sign-in')
      const values = { username: `p${guess}@x.test`, password: 'wrong' }
      const forwarded = `203.0.113.${guess}, 198.51.100.7`
      statuses.push((await browser.submit(page, 'sign-in', values, { 'x-forwarded-for': forwarded })).status)
    }
    expect(statuses).toEqual([422, 422, 429])
  })
})

describe('when the database is away, nothing is given and nothing is claimed (C-43, C-112)', () => {
  /** Everything works until tables are taken away, with all that is read together with them. */
  async function worldOfFailingStorage() {
    const folder = mkdtempSync(join(tmpdir(), 'latchkey-platform-'))
    const path = join(folder, 'latchkey.db')
    const storage = openSqliteStorage({ path })
    onTestFinished(async () => {
      await storage.close()
      rmSync(folder, { recursive: true, force: true })
    })
    world = await openOwnWorld({ storage, secret: String(testConfiguration.secret) })
    return (...kinds: readonly RecordKind[]) => {
      const database = new DatabaseSync(path)
      for (const kind of kinds) {
        const { name } = tables[kind]
        database.exec(`ALTER TABLE ${name} RENAME TO ${name}_taken_away`)
      }
      database.close()
    }
  }

  test.each(['revoke a refresh token', 'revoke an access token'])(
    'to %s says 503, not 200 (CVE-2020-15223)',
    async (what) => {
      const breakDown = await worldOfFailingStorage()
      const tokens = await obtainTokens(world, 'app', { scope: 'openid offline_access' })
      breakDown('grants', 'rememberedIds')
      const token = what.includes('refresh') ? tokens.refresh_token : tokens.access_token
      const answer = await post(world.server, '/revoke', { token }, basic('app', appSecret))
      expect(answer.status).toBe(503)
      expect(answer.headers.get('retry-after')).toMatch(/^\d+$/)
      expect(await answer.text()).not.toMatch(/no such table|grants|remembered|latchkey/)
    },
  )

  test.each([
    ['grants', { code: 503, refresh: 503, userinfo: 503 }],
    ['sessions', { code: 503, refresh: 503, userinfo: 503 }],
    ['accounts', { code: 503, refresh: 503, userinfo: 503 }],
    ['consents', { code: 503, refresh: 200, userinfo: 200 }],
    ['rememberedIds', { code: 200, refresh: 503, userinfo: 503 }],
  ] as const)('without %s nothing is given that depends on it', async (store, expected) => {
    const breakDown = await worldOfFailingStorage()
    const tokens = await obtainTokens(world, 'app', { scope: 'openid profile' })
    const code = (await authorizeFully(world.browser())).get('code') ?? ''
    breakDown(store)
    const answers = {
      code: await redeem(world.server, code),
      refresh: await refreshAs(world, 'app', tokens.refresh_token),
      userinfo: await userinfo(world, tokens.access_token),
    }
    for (const answer of Object.values(answers)) expect(await answer.text()).not.toContain('no such table')
    const statuses = Object.entries(answers).map(([name, answer]) => [name, answer.status])
    expect(Object.fromEntries(statuses)).toEqual(expected)
  })

  test.each(['sessions', 'consents', 'rememberedIds', 'accounts'] as const)(
    'without %s a yes gives no code',
    async (store) => {
      const breakDown = await worldOfFailingStorage()
      const browser = world.browser()
      const consent = await signInAs(browser, await browser.open(authorizePath()))
      breakDown(store)
      const visit = await browser.submit(consent, 'consent-allow')
      expect(visit.status).toBe(503)
      expect(visit.html).not.toContain('no such table')
      expect(visit.headers.get('location')).toBeNull()
    },
  )

  test('a limit that cannot be counted lets nobody try', async () => {
    const breakDown = await worldOfFailingStorage()
    const browser = world.browser()
    const page = await browser.open('/sign-in')
    breakDown('attempts')
    const visit = await signInAs(browser, page)
    expect(visit.status).toBe(503)
    expect(browser.cookies.has('__Host-latchkey-session')).toBe(false)
  })
})

test('no log line holds a secret, a code, a token or a password (C-107, OWASP ASVS 16.2.5)', async () => {
  const lines: string[] = []
  const write = (...entry: unknown[]) => void lines.push(JSON.stringify(entry))
  const logger: Logger = { debug: write, info: write, warn: write, error: write }
  world = await openOwnWorld({ logger })
  const browser = world.browser()
  const code =
    (await authorizeFully(browser, { scope: 'openid offline_access', nonce: 'the-nonce' })).get('code') ?? ''
  await redeem(world.server, code, {}, basic('app', 'a-wrong-secret-that-was-typed'))
  const tokens = await (await redeem(world.server, code)).json()
  await redeem(world.server, code)
  await refreshAs(world, 'app', tokens.refresh_token)
  await userinfo(world, tokens.access_token)
  await post(world.server, '/revoke', {
    token: tokens.access_token,
    client_id: 'other',
    client_secret: otherSecret,
  })
  await signInAs(browser, await browser.open('/sign-in'), 'alice@example.test', 'a-wrong-password')
  await signInAs(browser, await browser.open('/sign-in'), 'password-typed-as-name', 'x')
  const cookies = [...browser.cookies.values()]
  const text = lines.join('\n')
  expect(lines.length).toBeGreaterThan(5)
  const secrets = [
    code,
    verifier,
    appSecret,
    otherSecret,
    ...Object.values(tokens).filter((token) => String(token).length > 30),
    'wonderland',
    'a-wrong',
    'password-typed-as-name',
    ...cookies,
  ]
  for (const secret of secrets) expect(text).not.toContain(secret)
  const stored = JSON.stringify(await world.server.events.list())
  for (const secret of secrets) expect(stored).not.toContain(secret)
})

describe('what is too large is refused before it costs anything', () => {
  test.each([
    ['a form', { grant_type: 'client_credentials', scope: 'x'.repeat(100_000) }, 413],
    [
      'a million dots (CVE-2025-30204)',
      {
        client_assertion: '.'.repeat(60_000),
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      },
      401,
    ],
    ['an assertion of the wrong kind', { client_assertion: 'a.b.c', client_assertion_type: 'x' }, 401],
  ] as const)('%s', async (_, form, status) => {
    world = await openOwnWorld()
    expect((await post(world.server, '/token', form)).status).toBe(status)
  })

  test('an authorization request', async () => {
    world = await openOwnWorld()
    expect((await world.browser().open(authorizePath({ state: 'x'.repeat(20_000) }))).status).toBe(400)
  })

  test.each([
    '.'.repeat(15_000),
    `${'e30.'.repeat(3000)}e30`,
    'eyJhbGciOiJkaXIiLCJlbmMiOiJBMTI4R0NNIiwiemlwIjoiREVGIn0..AAAA.AAAA.AAAA',
    'eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbGljZS1pZCJ9.',
  ])('a hint that is no token of ours is refused fast (C-58, C-60d)', async (hint) => {
    world = await openOwnWorld()
    const visit = await world.browser().open(authorizePath({ id_token_hint: hint, state: 's' }))
    expect(visit.status).toBeGreaterThanOrEqual(300)
    expect(visit.url).not.toContain('code=')
  })
})

test('a token works in its own place only (C-49)', async () => {
  world = await openOwnWorld()
  const tokens = await obtainTokens(world, 'app', { scope: 'openid profile offline_access' })
  const code = (await authorizeFully(world.browser())).get('code') ?? ''
  const client = await clientToken(world)
  for (const token of [tokens.refresh_token, tokens.id_token, code, client.access_token, appSecret]) {
    expect((await userinfo(world, token)).status, token.slice(0, 10)).toBeGreaterThanOrEqual(401)
  }
  for (const token of [tokens.access_token, tokens.id_token, code])
    expect((await refreshAs(world, 'app', token)).status).toBe(400)
  for (const token of [tokens.access_token, tokens.id_token, tokens.refresh_token])
    expect((await redeem(world.server, token)).status).toBe(400)
  const asBasic = await get('/userinfo', basic('app', tokens.access_token))
  expect(asBasic.status).toBe(401)
  const inQuery = await get(`/userinfo?access_token=${tokens.access_token}`)
  expect(inQuery.status).toBe(401)
  const asCookie = await get('/userinfo', {
    cookie: `access_token=${tokens.access_token}; __Host-latchkey-session=${tokens.access_token}`,
  })
  expect(asCookie.status).toBe(401)
})
