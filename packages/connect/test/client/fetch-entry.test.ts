import { createServer } from 'node:http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  booksApi,
  close,
  type LiveServer,
  listen,
  openLiveServer,
} from '../../../latchkey/test/fixtures/loopback-server.ts'
import { type SignIn, signIn } from '../../src/client/fetch.ts'
import { sendResponse } from '../../src/wire/send-response.ts'
import { toRequest } from '../../src/wire/to-request.ts'
import { bookScopes, clientSecret, createPerson } from './app-world.ts'

let live: LiveServer
let auth: SignIn
let origin: string
let upstream: string

/** An app of fetch handlers, as Hono and Next.js have them. */
async function app(request: Request): Promise<Response> {
  const own = await auth.handle(request)
  if (own !== undefined) return own
  const { pathname } = new URL(request.url)
  if (pathname.startsWith('/api/')) return proxy(request)
  if (pathname === '/again') return auth.startSignIn(request, { prompt: 'login', returnTo: '/profile' })
  if (pathname === '/profile') {
    const signedIn = await auth.requireSignIn(request)
    return signedIn instanceof Response ? signedIn : new Response(`profile of ${signedIn.user.name}`)
  }
  const found = await auth.load(request)
  return new Response(`home of ${found?.user.name ?? 'nobody'}, ${found?.tokens.scopes.join(' ')}`)
}

let proxy: (request: Request) => Promise<Response>
const api = createServer((req, res) => res.end(`${req.url} ${req.headers.authorization?.split('.').length}`))
const server = createServer((req, res) => {
  void app(toRequest(req, `http://inside.example${req.url}`)).then((response) =>
    sendResponse(response, req, res),
  )
})

beforeAll(async () => {
  origin = await listen(server)
  upstream = await listen(api)
  live = await openLiveServer([{ clientId: 'web', clientSecret, redirectUris: [`${origin}/callback`] }])
  auth = signIn({
    issuer: live.issuer.origin,
    clientId: 'web',
    clientSecret,
    url: origin,
    scope: bookScopes,
    resource: booksApi,
    sessions: 'memory:',
    logger: false,
  })
  proxy = auth.proxyWithToken(`${upstream}/v1`, { mountPath: '/api' })
})
afterAll(async () => {
  await auth.close()
  await Promise.all([close(server), close(api), live.close()])
})

test('what an app gets of a person does not hold the refresh token', async () => {
  const ada = createPerson(origin, live.issuer.origin)
  await ada.visit('/profile')
  const cookie = [...ada.atApp.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const visit = () => new Request(`${origin}/`, { headers: { cookie } })
  for (const found of [await auth.load(visit()), await auth.requireSignIn(visit())]) {
    expect(Object.keys(found ?? {})).toEqual(['user', 'tokens'])
  }
})

test.each(['api', '/api/', '/'])(
  'a mount path %s, below which nothing would be, is refused at once',
  (mountPath) => {
    expect(() => auth.proxyWithToken(upstream, { mountPath })).toThrow('mountPath must begin with a slash')
  },
)

test('fetch handlers sign in, know who it is, pass requests on with the token, and sign out', async () => {
  const ada = createPerson(origin, live.issuer.origin)
  expect((await ada.visit('/')).html).toContain('home of nobody')
  expect((await ada.ask('/profile')).status).toBe(401)
  expect((await ada.visit('/profile')).html).toBe('profile of Ada Lovelace')
  expect((await ada.visit('/')).html).toBe('home of Ada Lovelace, openid profile email books:read')
  expect((await ada.ask('/api/books?page=2')).html).toBe('/v1/books?page=2 3')
  const again = await ada.atApp.peek('/again')
  expect(new URL(again.headers.get('location') ?? '').searchParams.get('prompt')).toBe('login')
  await ada.atApp.peek('/logout')
  expect((await ada.ask('/api/books')).status).toBe(401)
})
