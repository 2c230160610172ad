import type { ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import express from 'express'
import { describe, expect, test } from 'vitest'
import { createProxy, type ProxyOptions } from '../../src/client/proxy/create-proxy.ts'
import { proxyWithToken } from '../../src/client/proxy/express-proxy.ts'
import { SignInRequired } from '../../src/client/sign-in-required.ts'
import { IssuerError } from '../../src/issuer/issuer-error.ts'
import { countingTokens, echo, openStage } from './proxy-stage.ts'

const json = (text: string) => JSON.parse(text) as Record<string, never>

describe('a request that is passed on', () => {
  test('brings method, path, query, body and the token, and nothing of the session', async () => {
    const stage = await openStage({ api: echo(), basePath: '/v1' })
    const answer = await stage.ask('/api/books/7?q=a%20b&q=2', {
      method: 'PUT',
      headers: {
        cookie: '__Host-session=x',
        authorization: 'Basic Zm9v',
        'content-type': 'text/plain',
        'x-trace': 't',
      },
      body: 'Jane Eyre',
    })
    expect(answer.status).toBe(200)
    const { url, method, headers, body } = JSON.parse(answer.text)
    expect({ url, method, body }).toEqual({
      url: '/v1/books/7?q=a%20b&q=2',
      method: 'PUT',
      body: 'Jane Eyre',
    })
    expect(headers).toMatchObject({
      authorization: 'Bearer token-1',
      'content-type': 'text/plain',
      'x-trace': 't',
      host: new URL(stage.api).host,
    })
    expect(headers).not.toHaveProperty('cookie')
  })

  test('does not claim what only a proxy may (GEN-22), nor hop by hop headers (RFC 9110 §7.6.1)', async () => {
    const stage = await openStage({ api: echo() })
    const claims = {
      forwarded: 'for=1.2.3.4',
      'x-forwarded-for': '1.2.3.4',
      'x-forwarded-host': 'evil.example',
      x_forwarded_proto: 'https',
      'x-real-ip': '1.2.3.4',
      'x-ssl-client-cert': 'MII',
      'client-cert': ':MII:',
      'x-original-url': '/admin',
      'x-envoy-original-path': '/admin',
      'x-auth-request-user': 'admin',
      'x-remote-user': 'admin',
      'x-cluster-client-ip': '1.2.3.4',
      transfer_encoding: 'chunked',
      content_length: '3',
      proxy_authorization: 'Basic Zm9v',
      'x-secret-hop': '1',
      connection: 'close, X-Secret-Hop, not a name',
      te: 'trailers',
      'proxy-authorization': 'Basic Zm9v',
      origin: stage.origin,
      referer: `${stage.origin}/page`,
      'x-csrf': '1',
    }
    const { headers } = json((await stage.ask('/api/', { headers: claims })).text)
    for (const name of Object.keys(claims).filter((one) => one !== 'connection')) {
      expect(headers).not.toHaveProperty(name)
    }
    expect(headers).not.toHaveProperty('sec-fetch-site')
  })

  test.each([
    '/api/../admin',
    '/api/%2e%2e/admin',
    '/api/x/..%2f..%2fadmin',
    '/api/..%5cadmin',
    '/api/%',
    '/api/\\..\\x',
  ])('never leaves the target: %s', async (path) => {
    const stage = await openStage({ api: echo(), basePath: '/v1/books' })
    const answer = await stage.ask(path)
    // Express does not even bring to the proxy what it does not take for /api.
    expect([400, 404]).toContain(answer.status)
    expect(stage.seen).toHaveLength(0)
  })

  test('says what body parsers before it made of the body', async () => {
    const stage = await openStage({ api: echo(), before: express.json() })
    const body = JSON.stringify({ title: 'Emma', tags: ['a', 1, null] })
    const headers = { 'content-type': 'application/json; charset=utf-8' }
    const packed = { ...headers, 'content-encoding': 'gzip' }
    for (const asking of [
      { headers, body },
      { headers: packed, body: gzipSync(body) },
    ]) {
      const answer = await stage.ask('/api/books', { method: 'POST', ...asking })
      expect(JSON.parse(json(answer.text).body ?? '')).toEqual(JSON.parse(body))
    }
  })

  test('is not passed on when a body parser made something else of the body', async () => {
    const stage = await openStage({ api: echo(), before: express.urlencoded({ extended: true }) })
    const form = (body: string) =>
      stage.ask('/api/', {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body,
      })
    expect(json((await form('a=1&b=x+y')).text).body).toBe('a=1&b=x+y')
    const nested = await form('a[b]=1')
    expect([nested.status, nested.text]).toEqual([500, expect.stringContaining('before the body parser')])
    expect(stage.seen).toHaveLength(1)
  })
})

describe('an answer that is handed on', () => {
  test('says nothing in the name of the app', async () => {
    const stage = await openStage({
      api: (_, res) =>
        res
          .writeHead(200, {
            'set-cookie': '__Host-session=stolen',
            'access-control-allow-origin': '*',
            'clear-site-data': '"*"',
            'strict-transport-security': 'max-age=0',
            'x-accel-redirect': '/etc/passwd',
            'x-lighttpd-send-file': '/etc/passwd',
            'x-reproxy-url': 'http://169.254.169.254/',
            'content-type': 'application/json',
            'service-worker-allowed': '/',
            connection: 'x-hop',
            'x-hop': '1',
            'www-authenticate': 'Basic realm="x"',
            'x-total': '7',
            etag: '"1"',
          })
          .end('ok'),
    })
    const { headers } = await stage.ask('/api/')
    const { date, connection, 'keep-alive': keepAlive, ...rest } = headers
    expect(rest).toEqual({
      'x-powered-by': 'Express',
      'x-total': '7',
      etag: '"1"',
      'content-type': 'application/json',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'transfer-encoding': 'chunked',
    })
  })

  test.each([
    [undefined, 'no-store', undefined],
    ['public, max-age=60, s-maxage=600', 'private, max-age=60', 'Cookie'],
    ['max-age=60', 'private, max-age=60', 'Cookie'],
    ['no-store', 'private, no-store', 'Cookie'],
    ['private', 'private', 'Cookie'],
  ])(
    'is kept by no cache that more than one person uses (RFC 9111 §3.5): %s',
    async (sent, received, vary) => {
      const stage = await openStage({
        api: (_, res) => res.writeHead(200, sent === undefined ? {} : { 'cache-control': sent }).end(),
      })
      const { headers } = await stage.ask('/api/')
      expect([headers['cache-control'], headers.vary]).toEqual([received, vary])
    },
  )

  test('not even by a word to one cache alone (RFC 9213 §3.1)', async () => {
    const [name, value] = ['example-cdn-cache-control', 'public, max-age=600']
    const stage = await openStage({
      api: (_, res) => res.writeHead(200, { [name]: value, 'cdn-cache-control': value }).end(),
    })
    const { headers } = await stage.ask('/api/')
    expect(Object.keys(headers).filter((one) => one.endsWith('cache-control'))).toEqual(['cache-control'])
  })

  test.each([
    ['text/html; charset=utf-8', 'sandbox'],
    ['image/svg+xml', 'sandbox'],
    ['audio/x+xml', 'sandbox'],
    ['application/xhtml+xml', 'sandbox'],
    ['text/xsl', 'sandbox'],
    ['multipart/x-mixed-replace; boundary=x', 'sandbox'],
    // Of several, browsers take the last that they know (Fetch, "extract a MIME type").
    ['text/plain; charset=utf-8, text/html', 'sandbox'],
    [undefined, 'sandbox'],
    ['application/problem+json; charset=utf-8', undefined],
    ['application/pdf', undefined],
    ['image/png', undefined],
    ['text/event-stream', undefined],
  ])('runs no scripts as a document of the app: %s', async (type, policy) => {
    const api = (_: unknown, res: ServerResponse) => {
      const headers = { 'content-security-policy': 'default-src *' }
      res.writeHead(200, type === undefined ? headers : { ...headers, 'content-type': type }).end('<script>')
    }
    const { headers } = await (await openStage({ api })).ask('/api/')
    expect(headers['content-security-policy']).toBe(policy)
  })

  test('redirects within the API only', async () => {
    const stage = await openStage({
      basePath: '/v1',
      api: (req, res) =>
        res
          .writeHead(302, { location: new URL(req.url ?? '', 'http://x').searchParams.get('to') ?? '' })
          .end(),
    })
    const within = await stage.ask('/api/?to=/v1/books%3Fpage=2')
    expect([within.status, within.headers.location]).toEqual([302, '/api/books?page=2'])
    const out = await stage.ask('/api/?to=https://evil.example/')
    expect([out.status, json(out.text).error, out.headers.location]).toEqual([502, 'api_redirect', undefined])
    expect(stage.warnings).toEqual([expect.stringContaining('redirects out')])
  })

  test('comes unpacked when the API packs it unasked', async () => {
    const stage = await openStage({
      api: (_, res) =>
        res.writeHead(200, { 'content-encoding': 'gzip', 'content-length': 25 }).end(gzipSync('hello')),
    })
    const { headers, text } = await stage.ask('/api/', { headers: { 'accept-encoding': 'gzip' } })
    expect(stage.seen[0]?.headers['accept-encoding']).toBe('identity')
    expect([text, headers['content-encoding'], headers['content-length']]).toEqual([
      'hello',
      undefined,
      undefined,
    ])
  })
})

describe('who may ask', () => {
  test.each([
    ['another site', { 'sec-fetch-site': 'cross-site' }],
    ['a sibling', { 'sec-fetch-site': 'same-site' }],
    ['another site with the header', { 'sec-fetch-site': 'cross-site', 'x-csrf': '1' }],
    [
      'a form of another site in an old browser',
      { 'sec-fetch-site': [], origin: 'https://evil.example', 'x-csrf': '1' },
    ],
    ['nobody knows who', { 'sec-fetch-site': [] }],
  ])('not %s, whatever the method', async (_, headers) => {
    const stage = await openStage({ api: echo() })
    for (const method of ['GET', 'POST', 'OPTIONS', 'HEAD']) {
      const answer = await stage.ask('/api/', { method, headers })
      expect(answer.status).toBe(403)
      if (method !== 'HEAD') expect(json(answer.text)).toMatchObject({ error: 'cross_site' })
    }
    expect(stage.seen).toHaveLength(0)
  })

  test('an old browser of the own page, by Origin or by the header x-csrf', async () => {
    const stage = await openStage({ api: echo() })
    expect((await stage.ask('/api/', { headers: { 'sec-fetch-site': [], 'x-csrf': '1' } })).status).toBe(200)
    expect(
      (await stage.ask('/api/', { headers: { 'sec-fetch-site': [], origin: stage.origin } })).status,
    ).toBe(200)
  })

  test('nobody who is not signed in; the answer says where to sign in', async () => {
    const stage = await openStage({ api: echo(), tokens: undefined })
    const answer = await stage.ask('/api/')
    expect(answer.status).toBe(401)
    expect(json(answer.text)).toMatchObject({ error: 'sign_in_required', login: '/login' })
    expect(answer.headers['cache-control']).toBe('no-store')
  })

  test('without signIn before it, the developer is told', async () => {
    const app = express().use('/api', proxyWithToken('https://api.example'))
    app.use((error: Error, _q: express.Request, res: express.Response, _n: express.NextFunction) => {
      res.status(500).send(error.message)
    })
    const listener = app.listen(0, '127.0.0.1')
    await new Promise((resolve) => listener.once('listening', resolve))
    const { port } = listener.address() as AddressInfo
    expect(await (await fetch(`http://127.0.0.1:${port}/api/`)).text()).toContain('app.use(signIn(')
    listener.close()
  })
})

describe('a token that does not do', () => {
  const failing = (cause: Error) => ({
    accessToken: () => Promise.reject(cause),
    replaceRejected: () => Promise.reject(cause),
  })

  test('is replaced once and the request repeated, with its body', async () => {
    const tokens = countingTokens()
    const stage = await openStage({ api: echo(['token-1']), tokens })
    const answer = await stage.ask('/api/', { method: 'POST', body: 'x'.repeat(500_000) })
    expect([answer.status, json(answer.text).body, tokens.replaced()]).toEqual([200, 'x'.repeat(500_000), 1])
  })

  test('when the newer one is refused too, the answer is handed on and the log says why that may be', async () => {
    const stage = await openStage({ api: echo(['token-1', 'token-2']) })
    const answer = await stage.ask('/api/')
    expect([answer.status, answer.headers['www-authenticate']]).toEqual([401, 'Bearer error="invalid_token"'])
    expect(stage.seen).toHaveLength(2)
    expect(stage.warnings[0]).toContain('audience')
  })

  test('is not replaced when the API asks for a stronger sign-in (RFC 9470 §3); the page sees the challenge', async () => {
    const challenge = 'Bearer error="insufficient_user_authentication", acr_values="mfa"'
    const tokens = countingTokens()
    const stage = await openStage({
      api: (_, res) => res.writeHead(401, { 'www-authenticate': challenge }).end(),
      tokens,
    })
    const answer = await stage.ask('/api/')
    expect([answer.status, answer.headers['www-authenticate'], tokens.replaced()]).toEqual([
      401,
      challenge,
      0,
    ])
  })

  test('when there is no newer one, the person has to sign in', async () => {
    const tokens = { accessToken: async () => 'token-1', replaceRejected: async () => undefined }
    const answer = await (await openStage({ api: echo(['token-1']), tokens })).ask('/api/')
    expect([answer.status, json(answer.text).error]).toEqual([401, 'sign_in_required'])
  })

  test('when the sign-in has ended, the person has to sign in', async () => {
    const answer = await (await openStage({ api: echo(), tokens: failing(new SignInRequired()) })).ask(
      '/api/',
    )
    expect([answer.status, json(answer.text).error]).toEqual([401, 'sign_in_required'])
  })

  test('while the issuer is away, the page is told when to come again', async () => {
    const away = new IssuerError('ISSUER_UNAVAILABLE', 'https://id.example does not answer')
    const stage = await openStage({ api: echo(), tokens: failing(away) })
    const answer = await stage.ask('/api/')
    expect([answer.status, json(answer.text).error, answer.headers['retry-after']]).toEqual([
      503,
      'issuer_unavailable',
      '2',
    ])
    expect(stage.warnings).toEqual([away.message])
  })

  test("any other fault is the app's to handle", async () => {
    const answer = await (
      await openStage({ api: echo(), tokens: failing(new Error('database is down')) })
    ).ask('/api/')
    expect([answer.status, answer.text]).toEqual([500, 'database is down'])
  })
})

test.each([0, -1, Number.NaN, 3601])('answerSeconds %s is refused', (answerSeconds) => {
  expect(() => createProxy('https://api.example', { answerSeconds })).toThrow(/answerSeconds/)
})

test('an option that nobody reads is named', () => {
  const options = { answerSecond: 5 } as ProxyOptions
  expect(() => createProxy('https://api.example', options)).toThrow(/Did you mean answerSeconds/)
})
