import express5, { type Express } from 'express'
import express4 from 'express4'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { toNodeHandler } from '../../src/adapters/node.ts'
import type { AuthorizationServer } from '../../src/authorization-server.ts'
import { createAuthorizationServer } from '../../src/create-authorization-server.ts'
import { listen, type RunningHost } from './hosts.ts'
import { send, sendBytes } from './send.ts'

let server: AuthorizationServer
let host: RunningHost
beforeAll(async () => {
  server = await createAuthorizationServer({
    issuer: 'https://issuer.example/auth',
    storage: 'memory:',
    logger: false,
  })
  host = await listen(toNodeHandler(server))
})
afterAll(async () => {
  await host.close()
  await server.close()
})

/** The headers that every response has (ASVS 3.4), of what `sendBytes` brings. */
function expectEveryHeader(response: string) {
  for (const header of [
    /^x-content-type-options: nosniff\r$/im,
    /^content-security-policy: default-src 'none'/im,
    /^referrer-policy: no-referrer\r$/im,
    /^strict-transport-security: max-age=31536000/im,
    /^cache-control: no-store\r$/im,
    /^x-request-id: [\w-]{8,}\r$/im,
  ])
    expect(response).toMatch(header)
}

describe('what is no request of HTTP is 400, with the headers of every response', () => {
  it.each([
    ['two hosts (RFC 9112 §3.2)', 'GET /auth/jwks HTTP/1.1\r\nHost: a.example\r\nHost: b.example'],
    ['two hosts, at a page', 'GET /auth/sign-in HTTP/1.1\r\nHost: a.example\r\nhOST: a.example'],
    ['two hosts, at a path of nobody', 'GET /nowhere HTTP/1.1\r\nHost: a.example\r\nHost: b.example'],
    ['two slashes', 'GET //evil.example/auth/token HTTP/1.1\r\nHost: a.example'],
    ['absolute-form', 'GET http://evil.example/auth/jwks HTTP/1.1\r\nHost: a.example'],
    ['OPTIONS *', 'OPTIONS * HTTP/1.1\r\nHost: a.example'],
    ['percent without two digits', 'GET /auth/%zz HTTP/1.1\r\nHost: a.example'],
    ['dot segments', 'POST /auth/../auth/token HTTP/1.1\r\nHost: a.example\r\nContent-Length: 0'],
  ])('%s', async (_name, head) => {
    const response = await sendBytes(host.port, `${head}\r\nConnection: close\r\n\r\n`)
    expect(response).toMatch(/^HTTP\/1\.1 400 /)
    expect(response).toContain('"error":"invalid_request"')
    expectEveryHeader(response)
  })

  it('without a secret of its target in the log', async () => {
    const lines: object[] = []
    const info = (fields: object) => void lines.push(fields)
    const logger = { debug() {}, info, warn() {}, error() {} }
    const logged = await createAuthorizationServer({
      issuer: 'https://a.example',
      storage: 'memory:',
      logger,
    })
    const running = await listen(toNodeHandler(logged))
    for (const target of ['/cb#code=hidden', 'https://me:hidden@a.example/cb?code=hidden'])
      await sendBytes(running.port, `GET ${target} HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n`)
    const paths = lines.flatMap((line) => ('path' in line ? [line.path] : []))
    expect(paths).toEqual(['/cb', 'https://...@a.example/cb'])
    expect(JSON.stringify(lines)).not.toContain('hidden')
    await running.close()
    await logged.close()
  })

  it('two hosts, where a fetch host has joined them', async () => {
    const request = new Request('https://issuer.example/auth/sign-in')
    request.headers.append('host', 'a.example')
    request.headers.append('host', 'b.example')
    expect((await server.fetch(request)).status).toBe(400)
  })

  it('but a path of the app is left to the app, whatever its host is', async () => {
    const handler = toNodeHandler(server)
    const app = await listen((req, res) => handler(req, res, () => res.end('app')))
    const bytes = 'GET /shop HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n'
    expect(await sendBytes(app.port, bytes)).toContain('app')
    await app.close()
  })
})

describe('a method that a path does not take is 405, and Allow names those it takes (RFC 9110 §15.5.6)', () => {
  const paths = [
    ['/auth/sign-in', 'GET, POST'],
    ['/auth/token', 'POST'],
    ['/auth/account', 'GET'],
  ] as const
  /** The front page, and files that are not ours. */
  const leftToApps = [
    ['/auth', 'GET'],
    ['/auth/assets/anything.css', 'GET'],
  ] as const
  const hosts: readonly (readonly [
    string,
    (app: AuthorizationServer) => Express | ReturnType<typeof toNodeHandler>,
  ])[] = [
    ['node:http', toNodeHandler],
    ['Express 5', (app) => express5().use(toNodeHandler(app))],
    ['Express 4', (app) => express4().use(toNodeHandler(app)) as Express],
  ]

  it.each(hosts)('in %s', async (name, embed) => {
    const running = await listen(embed(server) as ReturnType<typeof toNodeHandler>)
    for (const [path, allow] of name === 'node:http' ? [...paths, ...leftToApps] : paths) {
      for (const method of ['TRACE', 'PUT', 'PROPFIND', 'QUERY', 'M-SEARCH']) {
        const { status, headers } = await send({ port: running.port, path, method })
        expect({ path, method, status, allow: headers.allow }).toEqual({ path, method, status: 405, allow })
        expect(headers['x-content-type-options']).toBe('nosniff')
      }
    }
    await running.close()
  })

  it('TRACE with a body too, which it must not have (RFC 9110 §9.3.8)', async () => {
    const bytes =
      'TRACE /auth/sign-in HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nConnection: close\r\n\r\nabc'
    expect(await sendBytes(host.port, bytes)).toMatch(/^HTTP\/1\.1 405 /)
  })

  it('OPTIONS has the headers of every response', async () => {
    for (const path of ['/auth/token', '/auth/sign-in', '/auth/nowhere']) {
      const { headers } = await send({ port: host.port, path, method: 'OPTIONS' })
      expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' })
      expect(headers['strict-transport-security']).toMatch(/^max-age=/)
    }
  })
})
