import { once } from 'node:events'
import { createServer, IncomingMessage, ServerResponse } from 'node:http'
import { connect, createServer as createHttp2Server } from 'node:http2'
import { Socket } from 'node:net'
import express from 'express'
import { afterEach, describe, expect, test } from 'vitest'
import { startTestIssuer, type TestIssuer } from '../../../latchkey/src/testing/start-test-issuer.ts'
import { close, listen } from '../../../latchkey/test/fixtures/loopback-server.ts'
import { protect, requireScopes } from '../../src/resource-server/express.ts'
import { sendRaw, sendToken } from './send.ts'

const audience = 'https://api.example.test/books'
const open: (() => Promise<unknown>)[] = []
afterEach(() => Promise.all(open.splice(0).map((end) => end())))

async function startIssuer(): Promise<TestIssuer> {
  const issuer = await startTestIssuer({
    users: [{ id: 'ada-id', username: 'ada', password: 'analytical-engine' }],
    resources: [{ uri: audience, scopes: { 'books:read': 'See your books' } }],
  })
  open.push(() => issuer.close())
  return issuer
}

async function start(app: ReturnType<typeof express>): Promise<string> {
  const server = createServer(app)
  open.push(() => close(server))
  return listen(server)
}

describe('an Express API that was there before', () => {
  /** As somebody wrote it years ago: its own login for its own front end. */
  function openBookshop(guard?: express.RequestHandler) {
    const shelf = new Map([['ada-id', ['Sketch of the Analytical Engine']]])
    const app = express()
    app.use(express.json())
    app.get('/health', (_req, res) => void res.send('fine'))
    if (guard) app.use('/books', guard)
    app.get('/books', (req, res) => void res.json(shelf.get(req.auth?.accountId ?? '') ?? []))
    app.post('/books', requireScopes('books:write'), (req, res) => void res.status(201).json(req.body))
    return app
  }

  test('is protected by one middleware and one line for each route that needs a scope', async () => {
    const issuer = await startIssuer()
    const url = await start(openBookshop(protect({ issuer: issuer.url, audience, onRefused: () => {} })))
    expect(await sendToken(`${url}/books`)).toMatchObject({ status: 401, challenge: 'Bearer' })
    expect(await sendToken(`${url}/health`)).toMatchObject({ status: 200, body: 'fine' })
    const token = await issuer.mintToken({ scopes: ['books:read'] })
    expect(await sendToken(`${url}/books`, token)).toMatchObject({
      body: ['Sketch of the Analytical Engine'],
    })
    const refused = await fetch(`${url}/books`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: '{}',
    })
    expect(refused.status).toBe(403)
  })

  test('does not lose its own way of answering faults, when a requirement has no guard before it', async () => {
    const app = openBookshop()
    const told: unknown[] = []
    app.use(((error, _req, res, _next) => {
      told.push(error)
      res.status(500).send('sorry')
    }) satisfies express.ErrorRequestHandler)
    const url = await start(app)
    expect(await sendRaw(`${url}/books`, [], 'POST')).toMatchObject({ status: 500, body: 'sorry' })
    expect(String(told[0])).toContain('requireScopes needs protect({ issuer, audience }) before it')
  })
})

describe('the guard of an Express app', () => {
  test('keeps to what CORS middleware said, and lets pages read the challenge too', async () => {
    const issuer = await startIssuer()
    const app = express()
    app.use((req, res, next) => {
      res.set({ 'Access-Control-Allow-Origin': '*', 'Access-Control-Expose-Headers': 'X-Page' })
      if (req.method === 'OPTIONS') res.sendStatus(204)
      else next()
    })
    app.use(protect({ issuer: issuer.url, audience }))
    const { headers } = await sendToken(await start(app))
    expect(headers.get('access-control-allow-origin')).toBe('*')
    expect(headers.get('access-control-expose-headers')).toBe('X-Page, WWW-Authenticate, Retry-After')
  })

  test('over the whole app still shows the metadata to clients that have no token yet (RFC 9728 §3)', async () => {
    const issuer = await startIssuer()
    const app = express()
    const guard = protect({ issuer: issuer.url, audience, metadata: {} })
    app.use(guard)
    app.use(guard.metadata)
    const url = await start(app)
    const seen = await sendToken(`${url}/.well-known/oauth-protected-resource/books`)
    expect(seen).toMatchObject({ status: 200, body: { resource: audience } })
    const other = await sendRaw(`${url}/.well-known/oauth-protected-resource/books`, [], 'POST')
    expect(other).toMatchObject({ status: 405 })
    expect(await sendToken(`${url}/.well-known/oauth-protected-resource`)).toMatchObject({ status: 401 })
  })

  test('answers while a large upload is still being sent, and the connection stays usable', async () => {
    const issuer = await startIssuer()
    const app = express()
    app.use(protect({ issuer: issuer.url, audience }))
    const url = await start(app)
    const body = new Uint8Array(8_000_000)
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => fetch(url, { method: 'POST', body }).then(({ status }) => status)),
    )
    expect(answers).toEqual([401, 401, 401, 401, 401])
  })

  test('is not fooled by a target that two parsers read differently', async () => {
    const issuer = await startIssuer()
    const app = express()
    const guard = protect({ issuer: issuer.url, audience, metadata: {} })
    app.use(guard)
    app.use((_req, res) => void res.send('in'))
    const url = await start(app)
    for (const path of [
      '//.well-known/oauth-protected-resource/books',
      '/x/../.well-known/oauth-protected-resource/books',
      '/%2e%2e/',
    ]) {
      expect(await sendRaw(url, [], 'GET', path)).toMatchObject({ status: 401 })
    }
  })
})

describe('the guard without Express', () => {
  test('works over HTTP/2, and sees there too that a header came twice', async () => {
    const issuer = await startIssuer()
    const guard = protect({ issuer: issuer.url, audience, onRefused: () => {} })
    const server = createHttp2Server((req, res) =>
      guard(req as unknown as IncomingMessage, res as unknown as ServerResponse, () => res.end('in')),
    )
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as { port: number }
    const session = connect(`http://127.0.0.1:${port}`)
    const ask = async (headers: Record<string, string>) => {
      const [answer] = await once(session.request({ ':path': '/books', ...headers }), 'response')
      return [answer[':status'], answer['www-authenticate']]
    }
    const authorization = `Bearer ${await issuer.mintToken()}`
    expect(await ask({ authorization })).toEqual([200, undefined])
    expect(await ask({})).toEqual([401, 'Bearer'])
    expect(await ask({ authorization: `${authorization}, ${authorization}` })).toMatchObject([400, {}])
    session.close()
    server.close()
  })

  test('reads a request that was made by hand, as platforms for functions do', async () => {
    const issuer = await startIssuer()
    const guard = protect({ issuer: issuer.url, audience })
    const authorization = `Bearer ${await issuer.mintToken({ scopes: ['books:read'] })}`
    const req = Object.assign(new IncomingMessage(new Socket()), {
      url: '/books',
      headers: { authorization },
    })
    await new Promise((resolve) => guard(req, new ServerResponse(req), resolve))
    expect(req).toMatchObject({ auth: { accountId: 'ada-id', scopes: ['books:read'] } })
  })
})
