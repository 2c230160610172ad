import { createServer } from 'node:http'
import { decodeJwt } from 'jose'
import { afterAll, describe, expect, test } from 'vitest'
import { booksApi, close, listen, secret } from '../../../latchkey/test/fixtures/loopback-server.ts'
import { openedForEach } from '../../../latchkey/test/fixtures/opened.ts'
import { proxyWithToken } from '../../src/client/express.ts'
import { signIn } from '../../src/client/fetch.ts'
import { openSessionStore } from '../../src/client/sessions/open-session-store.ts'
import type { SessionStore } from '../../src/client/sessions/session-store.ts'
import { openAppWorld } from './app-world.ts'
import { echo } from './proxy-stage.ts'

let store: SessionStore
let refused: string[]
const listener = createServer((req, res) => echo(refused)(req, res))
const api = await listen(listener)

const world = openedForEach(async () => {
  refused = []
  store = openSessionStore('memory:')
  return openAppWorld({
    app: { sessions: store },
    pages: (app) => app.use('/api', proxyWithToken(`${api}/v1`)),
  })
})
afterAll(() => close(listener))

const tokenOf = (html: string) =>
  (JSON.parse(html) as { headers: { authorization: string } }).headers.authorization.replace('Bearer ', '')

describe('the proxy behind the real signIn', () => {
  test('answers 401 with the address of the login until somebody signs in, then passes on with their token', async () => {
    const person = world.person()
    const before = await person.ask('/api/books')
    expect([before.status, JSON.parse(before.html)]).toEqual([
      401,
      expect.objectContaining({ error: 'sign_in_required', login: '/login' }),
    ])
    await person.visit('/profile')
    const after = await person.ask('/api/books?q=1')
    expect(JSON.parse(after.html)).toMatchObject({ url: '/v1/books?q=1', method: 'GET' })
    expect(after.html).not.toContain('cookie')
    expect(decodeJwt(tokenOf(after.html))).toMatchObject({
      sub: 'ada-id',
      aud: [booksApi, world.reverseProxy.origin],
    })
  })

  test('replaces a refused token with one refresh, however many requests were refused', async () => {
    const person = world.person()
    await person.visit('/profile')
    const first = tokenOf((await person.ask('/api/')).html)
    refused = [first]
    const answers = await Promise.all(Array.from({ length: 50 }, () => person.ask('/api/')))
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
    expect(world.reverseProxy.count('refresh')).toBe(1)
  })
})

test('fetch handlers have the same proxy, and the same way to say no', async () => {
  const auth = signIn({
    issuer: world.reverseProxy.origin,
    clientId: 'web',
    clientSecret: secret,
    url: world.origin,
    sessions: store,
  })
  const handler = auth.proxyWithToken(`${api}/v1`, { mountPath: '/api' })
  const ask = (path: string, headers = {}) =>
    handler(new Request(world.origin + path, { headers: { 'sec-fetch-site': 'same-origin', ...headers } }))
  expect((await ask('/api/books')).status).toBe(401)
  const person = world.person()
  await person.visit('/profile')
  const cookie = [...person.atApp.cookies].map((pair) => pair.join('=')).join('; ')
  const answer = await ask('/api/books?q=1', { cookie })
  expect(await answer.json()).toMatchObject({ url: '/v1/books?q=1' })
  expect((await ask('/elsewhere', { cookie })).status).toBe(404)
  expect((await ask('/api/books', { 'sec-fetch-site': 'cross-site' })).status).toBe(403)
  await auth.close()
})
