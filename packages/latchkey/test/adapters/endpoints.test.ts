import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type NodeHandler, toNodeHandler } from '../../src/adapters/node.ts'
import type { AuthorizationServer } from '../../src/authorization-server.ts'
import { createAuthorizationServer } from '../../src/create-authorization-server.ts'
import { listen, type RunningHost } from './hosts.ts'
import { send, sendBytes, sendForm } from './send.ts'

const secret = 'a-secret-that-only-this-test-knows-0123456789'
const basic = `Basic ${Buffer.from(`nightly:${secret}`).toString('base64')}`
const form = 'grant_type=client_credentials'

let server: AuthorizationServer
let host: RunningHost
beforeAll(async () => {
  server = await createAuthorizationServer({
    issuer: 'https://issuer.example',
    storage: 'memory:',
    logger: false,
    corsOrigins: ['https://app.example'],
    clients: [{ clientId: 'nightly', clientSecret: secret, grantTypes: ['client_credentials'] }],
  })
  host = await listen(toNodeHandler(server))
})
afterAll(async () => {
  await host.close()
  await server.close()
})

/** Header lines and a body, as they are. */
function post(lines: readonly string[], body: string): string {
  const all = [
    'POST /token HTTP/1.1',
    'Host: h',
    'Connection: close',
    'Content-Type: application/x-www-form-urlencoded',
  ]
  return [...all, ...lines, '', body].join('\r\n')
}

describe('an endpoint for clients behind node:http', () => {
  it('answers as it does to fetch, header for header', async () => {
    for (const path of ['/jwks', '/.well-known/openid-configuration', '/healthz', '/userinfo']) {
      const headers = { origin: 'https://app.example' }
      const direct = await send({ port: host.port, path, headers })
      const fetched = await server.fetch(new Request(`https://issuer.example${path}`, { headers }))
      expect([direct.status, direct.text]).toEqual([fetched.status, await fetched.text()])
      for (const [name, value] of fetched.headers) {
        if (name !== 'x-request-id') expect([name, direct.headers[name]]).toEqual([name, value])
      }
    }
  })

  it('leaves the last word on https to a host that has said it for its domain (RFC 6797 §8.1)', async () => {
    const handle = toNodeHandler(server)
    const policy = 'max-age=63072000; includeSubDomains; preload'
    const helmet = await listen((req, res) => {
      res.setHeader('strict-transport-security', policy)
      handle(req, res)
    })
    for (const path of ['/jwks', '/sign-in']) {
      expect((await send({ port: host.port, path })).headers['strict-transport-security']).toBe(
        'max-age=31536000',
      )
      expect((await send({ port: helmet.port, path })).headers['strict-transport-security']).toBe(policy)
    }
    await helmet.close()
  })

  it('refuses TRACE for pages as for endpoints (RFC 9110 §15.5.6)', async () => {
    const trace = (path: string) => send({ port: host.port, path, method: 'TRACE' })
    expect(await trace('/sign-in')).toMatchObject({ status: 405, headers: { allow: 'GET, POST' } })
    expect(await trace('/token')).toMatchObject({ status: 405, headers: { allow: 'POST' } })
    expect(await trace('/nowhere')).toMatchObject({ status: 404 })
  })

  it('sees a body that comes in pieces whole', async () => {
    const pieces = post([`Authorization: ${basic}`, 'Transfer-Encoding: chunked'], '')
    const chunks = [...form].map((letter) => `1\r\n${letter}\r\n`).join('')
    expect(await sendBytes(host.port, `${pieces}${chunks}0\r\n\r\n`)).toMatch(/^HTTP\/1\.1 200 /)
  })

  it('takes no part of a body that breaks off, and lives on', async () => {
    const closed = await new Promise<string>((resolve) => {
      const socket = connect(host.port, '127.0.0.1', () => {
        socket.end(post([`Authorization: ${basic}`, `Content-Length: ${form.length + 5}`], form))
      })
      let text = ''
      socket.on('data', (chunk) => {
        text += chunk
      })
      socket.on('close', () => resolve(text))
    })
    expect(closed).not.toMatch(/^HTTP\/1\.1 200 /)
    expect((await send({ port: host.port, path: '/healthz' })).status).toBe(200)
  })

  it('refuses two Authorization headers: which of them would count? (RFC 9110 §5.3)', async () => {
    const lines = [`Authorization: ${basic}`, 'Authorization: Basic eDp5', `Content-Length: ${form.length}`]
    expect(await sendBytes(host.port, post(lines, form))).toMatch(/^HTTP\/1\.1 40[01] /)
  })

  it('refuses bytes that are not UTF-8', async () => {
    const body = Buffer.concat([Buffer.from(`${form}&scope=`), Buffer.from([0xff])])
    const headers = { 'content-type': 'application/x-www-form-urlencoded', authorization: basic }
    const answer = await send({ port: host.port, path: '/token', method: 'POST', headers, body })
    expect(answer.status).toBe(400)
    expect(JSON.parse(answer.text).error_description).toContain('UTF-8')
  })

  it('says 304 without a body to who has the key set already (RFC 9110 §13.1.2)', async () => {
    const { headers } = await send({ port: host.port, path: '/jwks' })
    const again = { 'if-none-match': String(headers.etag) }
    const answer = await send({ port: host.port, path: '/jwks', headers: again })
    expect(answer).toMatchObject({ status: 304, text: '' })
    expect(answer.headers['content-length']).toBeUndefined()
  })

  it('tells the length of what HEAD leaves out', async () => {
    const [head, get] = await Promise.all([
      send({ port: host.port, path: '/jwks', method: 'HEAD' }),
      send({ port: host.port, path: '/jwks' }),
    ])
    expect(head.text).toBe('')
    expect(head.headers['content-length']).toBe(get.headers['content-length'])
  })

  it('answers a preflight, and names the methods after a wrong one', async () => {
    const headers = { origin: 'https://app.example' }
    const preflight = await send({ port: host.port, path: '/token', method: 'OPTIONS', headers })
    expect(preflight.status).toBe(204)
    expect(preflight.headers['access-control-allow-origin']).toBe('https://app.example')
    const wrong = await send({ port: host.port, path: '/token' })
    expect([wrong.status, wrong.headers.allow]).toEqual([405, 'POST'])
  })

  it("keeps what the host's middleware has set: both count in Vary", async () => {
    const handler: NodeHandler = toNodeHandler(server)
    const other = await listen((req, res) => {
      res.setHeader('Vary', 'Accept-Encoding')
      res.setHeader('X-Host', 'yes')
      handler(req, res)
    })
    const answer = await sendForm(other.port, '/token', form)
    await other.close()
    expect(answer.headers).toMatchObject({ 'x-host': 'yes', vary: 'Accept-Encoding, Origin' })
  })
})
