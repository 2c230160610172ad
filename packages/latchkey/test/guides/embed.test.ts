import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { startTestIssuer } from '../../src/testing/index.ts'
import { scriptedBrowser } from '../../src/testing/scripted-browser.ts'
import { fetchWhenReady, freePort, type GuideApp, writeGuideApp } from './guide-app.ts'

const issuer = 'https://shop.example/auth'
const metadata = '/.well-known/oauth-authorization-server/auth'
let port: number
let app: GuideApp

beforeAll(async () => {
  port = await freePort()
  app = writeGuideApp('embed', { 3000: String(port) })
})
afterAll(() => app.remove())

/** Whoever embeds us as the guide says has our server under its path, and keeps the rest. */
async function expectShopWithIssuer(file: string, front: { readonly status: number; readonly text: string }) {
  const child = app.run(file)
  const ended = once(child, 'exit')
  const discovery = await fetchWhenReady(
    `http://127.0.0.1:${port}/auth/.well-known/openid-configuration`,
    child,
  )
  expect(await discovery.json()).toMatchObject({ issuer })
  // RFC 8414 §3.1: outside of the issuer's path.
  expect(await (await fetch(`http://127.0.0.1:${port}${metadata}`)).json()).toMatchObject({ issuer })
  const token = await fetch(`http://127.0.0.1:${port}/auth/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'authorization_code', client_id: 'partner' }),
  })
  expect(await token.json()).toMatchObject({ error: 'invalid_request' })
  const page = await fetch(`http://127.0.0.1:${port}/`)
  expect({ status: page.status, text: await page.text() }).toEqual(front)
  child.kill('SIGKILL')
  await ended
}

describe('the guide to embedding, run as it stands but for the port', () => {
  it.each(['express.ts', 'http.ts', 'fastify.ts', 'koa.ts', 'hono.ts'])(
    '%s is a shop with an issuer',
    (file) => expectShopWithIssuer(file, { status: 200, text: 'The shop' }),
  )

  it('fastify-routes.ts takes only the routes that it names', () =>
    expectShopWithIssuer('fastify-routes.ts', {
      status: 404,
      text: '{"message":"Route GET:/ not found","error":"Not Found","statusCode":404}',
    }))

  it('first-account.ts creates an account, and server.ts lets others create theirs', async () => {
    const main = `import { server } from './server.ts'
      import './first-account.ts'
      const ada = await server.accounts.findByUsername('ada@example.com')
      const signUp = await server.fetch(new Request(server.issuer + '/sign-up'))
      await server.close()
      process.exit(ada?.claims.name === 'Ada Lovelace' && signUp.status === 200 ? 0 : 1)`
    writeFileSync(join(app.folder, 'first.ts'), main)
    expect(await once(app.run('first.ts'), 'exit')).toEqual([0, null])
  })

  it('end.ts answers what is under way and leaves', async () => {
    const main = `import { createServer } from 'node:http'
      import { toNodeHandler } from 'latchkey/node'
      import { endOnSignal } from './end.ts'
      import { server } from './server.ts'
      endOnSignal(createServer(toNodeHandler(server)).listen(${port}, '127.0.0.1'))`
    writeFileSync(join(app.folder, 'main.ts'), main)
    const child = app.run('main.ts')
    const ended = once(child, 'exit')
    const ready = await fetchWhenReady(`http://127.0.0.1:${port}/auth/readyz`, child)
    expect(ready.status).toBe(200)
    await ready.arrayBuffer()
    child.kill('SIGTERM')
    expect(await ended).toEqual([0, null])
  })
})

type RouteHandler = (request: Request, context: { params: Promise<unknown> }) => Promise<Response>

describe('the routes for Next.js, called as its App Router calls them', () => {
  let next: GuideApp
  const load = (file: string) => import(join(next.folder, file))
  const call = (handler: RouteHandler, path: string, init: RequestInit = {}) =>
    handler(new Request(`http://localhost:3000${path}`, init), { params: Promise.resolve({}) })

  beforeAll(() => {
    next = writeGuideApp('embed', { "storage: 'sqlite:latchkey.db'": "storage: 'memory:', logger: false" })
  })
  afterAll(async () => {
    const { latchkey } = await load('latchkey.ts')
    await (await latchkey()).close()
    await next.remove()
  })

  it('catch everything under the issuer’s path', async () => {
    const route = await load('app/auth/[[...path]]/route.ts')
    const discovery = await call(route.GET, '/auth/.well-known/openid-configuration')
    expect(await discovery.json()).toMatchObject({ issuer })
    expect((await call(route.GET, '/auth/sign-in')).status).toBe(200)
    const body = new URLSearchParams({ grant_type: 'authorization_code', client_id: 'partner' })
    expect((await call(route.POST, '/auth/token', { method: 'POST', body })).status).toBe(401)
    const preflight = { origin: 'https://spa.example', 'access-control-request-method': 'POST' }
    expect((await call(route.OPTIONS, '/auth/token', { method: 'OPTIONS', headers: preflight })).status).toBe(
      204,
    )
  })

  it('answer with the metadata outside of it (RFC 8414 §3.1)', async () => {
    const { GET } = await load(`app${metadata}/route.ts`)
    expect(await (await call(GET, metadata)).json()).toMatchObject({ issuer })
  })
})

describe('the routes for a Next.js app that signs people in', () => {
  it('send a person to the issuer and know them when they are back', async () => {
    const shop = 'https://shop.example'
    const clientSecret = 'Uo3sYcWb1rXk7qTzLh9vNwAB'
    await using idp = await startTestIssuer({
      clients: [{ clientId: 'shop', clientSecret, redirectUris: [`${shop}/session/callback`] }],
      users: [{ username: 'ada', password: 'notes upon notes', claims: { name: 'Ada Lovelace' } }],
    })
    const next = writeGuideApp('embed', {
      "'latchkey-connect/client/fetch'": `'${join(import.meta.dirname, '../../../connect/src/client/fetch.ts')}'`,
      'process.env.SHOP_SECRET': `'${clientSecret}'`,
      'https://id.example.com': idp.url,
      "url: 'https://shop.example'": "url: 'https://shop.example', sessions: 'memory:'",
    })
    const { auth } = await import(join(next.folder, 'auth.ts'))
    onTestFinished(async () => {
      await auth().close()
      await next.remove()
    })
    const session = await import(join(next.folder, 'app/session/[...path]/route.ts'))
    const me = await import(join(next.folder, 'app/api/me/route.ts'))
    const route = (request: Request): Promise<Response> =>
      new URL(request.url).pathname === '/api/me' ? me.GET(request) : session.GET(request)
    const browser = scriptedBrowser({ fetch: route }, shop)

    expect((await browser.peek('/api/me', { accept: 'application/json' })).status).toBe(401)
    const { url } = await browser.open('/session/login?return_to=/api/me')
    const back = await browser.open((await idp.signIn(url)).href)
    expect(JSON.parse(back.html)).toEqual({ name: 'Ada Lovelace' })
    expect((await browser.open('/session/elsewhere')).status).toBe(404)
  })
})
