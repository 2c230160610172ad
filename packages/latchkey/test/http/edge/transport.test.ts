import { describe, expect, test } from 'vitest'
import {
  appSecret,
  authorizeFully,
  authorizePath,
  basic,
  issuer,
  openWorld,
  post,
  signInAs,
} from '../../fixtures/server-without-network.ts'
import { useWorld } from '../../fixtures/use-world.ts'
import { expectErrorPage, pagePaths } from '../front-channel.ts'

const world = useWorld()

const FORM = { 'content-type': 'application/x-www-form-urlencoded' }
const send = (path: string, init: RequestInit = {}) =>
  world.server.fetch(new Request(issuer + path, { redirect: 'manual', ...init }))
const forClients = ['/token', '/userinfo', '/revoke', '/introspect']

describe('methods', () => {
  test.each([
    ['/token', 'POST'],
    ['/revoke', 'POST'],
    ['/introspect', 'POST'],
    ['/userinfo', 'GET, POST'],
    ['/jwks', 'GET'],
    ['/authorize', 'GET, POST'],
    ['/sign-out', 'POST'],
  ])('%s takes %s and names it (OAuth 2.1 §3.2; RFC 9110 §15.5.6)', async (path, allow) => {
    for (const method of ['PUT', 'DELETE', 'PATCH', ...(allow.includes('GET') ? [] : ['GET'])]) {
      const answer = await send(`${path}?client_secret=hush`, { method })
      expect([answer.status, answer.headers.get('allow')]).toEqual([405, allow])
      expect(await answer.text()).not.toContain('hush')
    }
  })
})

describe('bodies', () => {
  test.each(forClients.filter((path) => path !== '/userinfo'))(
    '%s takes forms only (RFC 6749 appendix B)',
    async (path) => {
      const credentials = basic('app', appSecret)
      for (const type of ['application/json', 'multipart/form-data; boundary=x', 'text/plain', '']) {
        const headers = { ...credentials, ...(type && { 'content-type': type }) }
        const answer = await send(path, { method: 'POST', body: '{"token":"x"}', headers })
        expect([answer.status, (await answer.json()).error]).toEqual([400, 'invalid_request'])
      }
    },
  )

  test.each([
    ...forClients.filter((path) => path !== '/userinfo'),
    '/sign-in',
    '/consent',
    '/logout',
    '/authorize',
  ])('%s reads 64 KiB and no more, whatever Content-Length says', async (path) => {
    const huge = new ReadableStream({
      pull: (controller) => controller.enqueue(new TextEncoder().encode('a'.repeat(65_536))),
    })
    const init = { method: 'POST', body: huge, headers: FORM, duplex: 'half' } as RequestInit
    const answer = await send(path, init)
    expect([400, 413]).toContain(answer.status)
    const declared = await send(path, { method: 'POST', body: `a=${'b'.repeat(70_000)}`, headers: FORM })
    expect([400, 413]).toContain(declared.status)
  })

  test.each([...forClients, ...pagePaths.filter((path) => path !== '/account')])(
    '%s survives bytes that are no text, and texts that are no form',
    async (path) => {
      const bodies = [
        Uint8Array.of(0xff, 0xfe, 0x61, 0x3d, 0xc3, 0x28),
        '%',
        '%zz=%',
        'a=%ff%fe',
        '\0\r\n',
        '&&&===',
        'request=%00&form_token=%00&username=%00',
        'token=\ud800',
        '__proto__=1&constructor=2&toString=3',
        `${'a=1&'.repeat(10_000)}`,
      ]
      for (const body of bodies) {
        const answer = await send(path, { method: 'POST', body, headers: { ...FORM, origin: issuer } })
        expect(answer.status).toBeGreaterThanOrEqual(300)
        expect(answer.status).toBeLessThan(500)
      }
    },
  )
})

describe('addresses', () => {
  test('a request line of 64 KiB is refused early (ASVS 2.2.1)', async () => {
    for (const name of ['state', 'scope', 'foo', 'redirect_uri']) {
      const answer = await send(authorizePath({ [name]: 'x'.repeat(65_536) }))
      expect([400, 413, 414]).toContain(answer.status)
      expect(answer.headers.get('location')).toBeNull()
    }
  })

  test.each([
    '/token/',
    '//token',
    '/token;x',
    '/token%2f',
    '/%74oken/x',
    '/Token',
    '/token/.css',
    '/userinfo/x.css',
    '/authorize/',
    '/.well-known/openid-configuration/',
    '/admin',
    '/..%2ftoken',
    // A proxy's rule for the page itself would not match these.
    '/s%69gn-in',
    '/sign%2din',
    '/%61ccount',
    '/%61uthorize',
    '/%6Cogout',
    '/account/%61',
  ])('%s is nothing of ours (C-97, C-106)', async (path) => {
    for (const method of ['GET', 'POST'])
      expect((await world.server.fetch(new Request(issuer + path, { method }))).status).toBe(404)
  })

  test.each([
    'state=%ff',
    'state=%',
    'scope=%00',
    '%00=1',
    'state=%ed%a0%80',
    'state=%0d%0aLocation:%20https://evil.test',
  ])('odd bytes in a query are harmless: %s', async (query) => {
    const answer = await send(`${authorizePath({ state: undefined })}&${query}`)
    expect(answer.status).toBeLessThan(500)
    expect(answer.headers.get('location') ?? '/').not.toMatch(/^https:\/\/evil|[\r\n]/)
  })
})

describe('hosts and proxies (RFC 9700 §4.13)', () => {
  const forwarded = {
    host: 'evil.test',
    'x-forwarded-host': 'evil.test',
    'x-forwarded-proto': 'http',
    'x-forwarded-prefix': '/evil',
    'x-original-url': '/jwks',
    'x-rewrite-url': '/jwks',
    'x-http-method-override': 'DELETE',
    forwarded: 'host=evil.test;proto=http',
    'x-ssl-client-cert': 'x',
  }

  test('no header changes a URL of ours', async () => {
    const metadata = await (await send('/.well-known/openid-configuration', { headers: forwarded })).text()
    expect(metadata).not.toContain('evil')
    const page = await world.browser().open(authorizePath(), forwarded)
    expect(page.url).toMatch(/^https:\/\/id\.example\.test\/sign-in\?/)
    for (const { html } of [page, await world.browser().open('/sign-in', forwarded)])
      expect(html).not.toContain('evil')
  })

  test('the issuer decides, also when the request comes by another name', async () => {
    const answer = await world.server.fetch(
      new Request('http://10.0.0.1:8080/.well-known/openid-configuration'),
    )
    expect((await answer.json()).token_endpoint).toBe(`${issuer}/token`)
  })

  /** Wrong passwords for one name until the eleventh, each with a header of its own. */
  async function lastOf(
    attempts: number,
    remoteAddress: string,
    header: (attempt: number) => string,
    trustedProxies: string[],
  ) {
    const behind = await openWorld({ trustedProxies })
    const visitor = behind.browser(remoteAddress)
    let page = await visitor.open(authorizePath())
    for (let attempt = 0; attempt < attempts; attempt++)
      page = await visitor.submit(
        page,
        'sign-in',
        { username: 'alice@example.test', password: 'wrong' },
        { 'x-forwarded-for': header(attempt) },
      )
    await behind.server.close()
    return page.status
  }

  test('X-Forwarded-For of a stranger hides nobody', async () => {
    expect(await lastOf(11, '203.0.113.9', (attempt) => `192.0.2.${attempt}`, [])).toBe(429)
    expect(await lastOf(11, '203.0.113.9', (attempt) => `192.0.2.${attempt}`, ['10.0.0.0/8'])).toBe(429)
  })

  test('behind a trusted proxy it tells people apart, and what they wrote before the proxy counts for nothing', async () => {
    expect(await lastOf(11, '10.1.2.3', (attempt) => `192.0.2.${attempt}`, ['10.0.0.0/8'])).toBe(422)
    const spoofed = (attempt: number) => `192.0.2.${attempt}, 203.0.113.9`
    expect(await lastOf(11, '10.1.2.3', spoofed, ['10.0.0.0/8'])).toBe(429)
    const twoHops = (attempt: number) => `192.0.2.${attempt}, 203.0.113.9, 10.9.9.9`
    expect(await lastOf(11, '::ffff:10.1.2.3', twoHops, ['10.0.0.0/8'])).toBe(429)
  })

  test('a request id is taken from a trusted proxy only, and only if it looks like one', async () => {
    const idOf = async (remoteAddress: string, id: string) => {
      const answer = await proxied.server.fetch(
        new Request(`${issuer}/healthz`, { headers: { 'x-request-id': id } }),
        { remoteAddress },
      )
      return answer.headers.get('x-request-id')
    }
    const proxied = await openWorld({ trustedProxies: ['10.0.0.1'] })
    expect(await idOf('10.0.0.1', 'from-the-proxy')).toBe('from-the-proxy')
    expect(await idOf('10.0.0.2', 'from-a-stranger')).toMatch(/^[0-9a-f-]{36}$/)
    expect(await idOf('10.0.0.1', '<script>alert(1)')).toMatch(/^[0-9a-f-]{36}$/)
    await proxied.server.close()
  })
})

test('HSTS is for this host, and for those below it if the operator says so (RFC 6797 §6.1.2; ASVS 3.4.1)', async () => {
  const all = await openWorld({ hstsIncludeSubDomains: true })
  for (const path of ['/jwks', '/sign-in', '/nowhere']) {
    const policyOf = (answer: Response) => answer.headers.get('strict-transport-security')
    expect(policyOf(await send(path))).toBe('max-age=31536000')
    expect(policyOf(await all.server.fetch(new Request(issuer + path)))).toBe(
      'max-age=31536000; includeSubDomains',
    )
  }
  await all.server.close()
})

test('every answer says how it is to be treated, errors too (ASVS 3.2.1, 3.4)', async () => {
  for (const path of [...forClients, ...pagePaths, '/jwks', '/healthz', '/nowhere']) {
    for (const method of ['GET', 'POST', 'DELETE']) {
      const { headers } = await send(path, {
        method,
        ...(method === 'POST' && { headers: FORM, body: 'a=b' }),
      })
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
      expect(headers.get('strict-transport-security')).toContain('max-age=31536000')
      expect(headers.get('referrer-policy')).toMatch(/^(no-referrer|same-origin)$/)
      expect(headers.get('x-powered-by') ?? headers.get('server')).toBeNull()
    }
  }
})

test('what holds secrets is kept by nobody (OAuth 2.1 §3.2.3)', async () => {
  const browser = world.browser()
  const redirect = await browser.peek(authorizePath())
  const signIn = await browser.open(authorizePath())
  const consent = await signInAs(browser, signIn)
  const back = await browser.submit(consent, 'consent-allow')
  for (const { headers } of [redirect, signIn, consent, back])
    expect(headers.get('cache-control')).toBe('no-store')
  for (const path of forClients)
    expect((await post(world.server, path, {})).headers.get('cache-control')).toBe('no-store')
})

test('after a password or a yes, no browser posts again to where it is sent (RFC 9700 §4.12)', async () => {
  const browser = world.browser()
  const response = await authorizeFully(browser, { prompt: 'consent' }, 'bob@example.test', 'builder')
  expect(response.get('code')).toBeTruthy()
  const page = await browser.open(authorizePath({ prompt: 'login' }))
  const back = await signInAs(browser, page, 'bob@example.test', 'builder')
  expect(back.status).toBe(303)
})

test('a nowhere of ours is a page for people', async () => {
  expectErrorPage(await world.browser().open('/nowhere'), 'Page not found', 404)
})
