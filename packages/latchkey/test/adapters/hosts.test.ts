import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AuthorizationServer } from '../../src/authorization-server.ts'
import { createAuthorizationServer } from '../../src/create-authorization-server.ts'
import { hosts, type RunningHost } from './hosts.ts'
import { type Sent, send, sendForm } from './send.ts'

const issuer = 'https://issuer.example/auth'
const books = 'https://books.example/'
const films = 'https://films.example/'
const clientId = 'nightly-report'
const clientSecret = 'a-secret-that-only-this-test-knows-0123456789'

let server: AuthorizationServer
beforeAll(async () => {
  server = await createAuthorizationServer({
    issuer,
    storage: 'memory:',
    logger: false,
    resources: [
      { uri: books, scopes: { 'books:read': 'See your books' } },
      { uri: films, scopes: { 'films:read': 'See your films' } },
    ],
    clients: [
      {
        clientId,
        clientSecret,
        tokenEndpointAuthMethod: 'client_secret_post',
        grantTypes: ['client_credentials'],
        scopes: ['books:read', 'films:read'],
      },
    ],
  })
})
afterAll(() => server.close())

function form(...more: readonly (readonly [name: string, value: string])[]): string {
  const parameters = [
    ['grant_type', 'client_credentials'],
    ['client_id', clientId],
    ['client_secret', clientSecret],
  ]
  return new URLSearchParams([...parameters, ...more.map((pair) => [...pair])]).toString()
}

function audienceOf({ text }: Sent): unknown {
  const [, payload = ''] = String(JSON.parse(text).access_token).split('.')
  return JSON.parse(Buffer.from(payload, 'base64url').toString()).aud
}

describe.each(hosts)('in $name', (host) => {
  let running: RunningHost
  beforeAll(async () => {
    running = await host.start(server)
  })
  afterAll(() => running.close())
  const token = (body: string) => sendForm(running.port, '/auth/token', body)

  it.each([
    ['OpenID Connect Discovery §4', '/auth/.well-known/openid-configuration'],
    ['RFC 8414 §3.1: the path comes last', '/.well-known/oauth-authorization-server/auth'],
  ])('publishes its metadata under the configured issuer (%s)', async (_clause, path) => {
    const answer = await send({ port: running.port, path, headers: { host: 'evil.example' } })
    expect(answer.status).toBe(200)
    expect(JSON.parse(answer.text)).toMatchObject({ issuer, token_endpoint: `${issuer}/token` })
  })

  it('answers HEAD without a body', async () => {
    const answer = await send({ port: running.port, path: '/auth/jwks', method: 'HEAD' })
    expect(answer).toMatchObject({ status: 200, text: '' })
  })

  it('issues a token', async () => {
    const answer = await token(form(['scope', 'books:read'], ['resource', books]))
    expect(answer.status).toBe(200)
    expect(JSON.parse(answer.text)).toMatchObject({ token_type: 'Bearer', scope: 'books:read' })
    expect(answer.headers['cache-control']).toBe('no-store')
  })

  it('refuses a parameter that comes twice (OAuth 2.1 §3.2)', async () => {
    const answer = await token(form(['scope', 'books:read'], ['scope', 'films:read']))
    expect(answer.status).toBe(400)
    expect(JSON.parse(answer.text)).toMatchObject({ error: 'invalid_request' })
  })

  it('sees every resource of a request that names two (RFC 8707 §2)', async () => {
    const both = await token(form(['resource', books], ['resource', 'https://nobody.example/']))
    expect(JSON.parse(both.text)).toMatchObject({ error: 'invalid_target' })
    expect(audienceOf(await token(form(['resource', films])))).toBe(films)
  })

  it("refuses JSON with the server's own error (RFC 6749 appendix B)", async () => {
    const body = JSON.stringify({
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: clientSecret,
    })
    const headers = { 'content-type': 'application/json' }
    const answer = await send({ port: running.port, path: '/auth/token', method: 'POST', headers, body })
    expect(answer.status).toBe(400)
    expect(JSON.parse(answer.text)).toMatchObject({ error: 'invalid_request' })
  })

  it('refuses a body that is too large, and says so', async () => {
    const answer = await token(form(['scope', 'x'.repeat(200_000)]))
    expect(answer.status).toBe(413)
    expect(JSON.parse(answer.text)).toMatchObject({ error: 'invalid_request' })
  })

  it.runIf(host.passesOn)("leaves the app's own paths to the app", async () => {
    for (const path of ['/books', '/authentic', '/.well-known/security.txt']) {
      expect(await send({ port: running.port, path })).toMatchObject({ status: 200, text: "the app's own" })
    }
  })

  it.runIf(!host.passesOn)('answers 404 for a path that is not its own', async () => {
    expect((await send({ port: running.port, path: '/books' })).status).toBe(404)
  })
})
