import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { scriptedBrowser } from '../../../latchkey/src/testing/scripted-browser.ts'
import {
  booksApi,
  type LiveServer,
  notesApi,
  openLiveServer,
  secret,
} from '../../../latchkey/test/fixtures/loopback-server.ts'
import { clientCredentials, signIn } from '../../src/client/fetch.ts'
import { createIssuer } from '../../src/issuer/issuer.ts'
import { passIssuer } from '../client/app-world.ts'
import { openApi } from '../resource-server/guarded-handler.ts'

/** Nobody is at this name: what is not asked by the given fetch gets no answer. */
const issuer = 'https://id.example.test'
const origin = 'https://app.example.test'
let live: LiveServer
let asked: string[] = []

async function ownFetch(url: string, init?: RequestInit): Promise<Response> {
  const request = new Request(url, init)
  asked.push(`${request.method} ${new URL(url).pathname}`)
  return live.server.fetch(request)
}

beforeAll(async () => {
  const web = { clientId: 'web', clientSecret: secret, redirectUris: [`${origin}/callback`] }
  live = await openLiveServer([web], { issuer })
})
beforeEach(() => {
  asked = []
})
afterAll(() => live.close())

const METADATA = 'GET /.well-known/openid-configuration'

test('an issuer is asked by the fetch that was given', async () => {
  const { token_endpoint } = await createIssuer({ issuer, fetch: ownFetch }).metadata()
  expect([token_endpoint, asked]).toEqual([`${issuer}/token`, [METADATA]])
})

test('a program gets its tokens by the fetch that was given', async () => {
  const program = { issuer, clientId: 'basic', clientSecret: secret, fetch: ownFetch }
  const source = clientCredentials({ ...program, scope: 'books:read', resource: booksApi })
  expect((await source.accessToken()).split('.')).toHaveLength(3)
  expect(asked).toEqual([METADATA, 'POST /token'])
})

test('an API fetches keys and introspects by the fetch that was given', async () => {
  const tokenFor = (scope: string, resource: string) =>
    clientCredentials({ issuer, clientId: 'basic', clientSecret: secret, scope, resource, fetch: ownFetch })
  const jwt = await tokenFor('books:read', booksApi).accessToken()
  const opaque = await tokenFor('notes:read', notesApi).accessToken()
  asked = []
  const options = { issuer, fetch: ownFetch }
  expect((await openApi({ ...options, audience: booksApi })(jwt)).status).toBe(200)
  expect(asked).toEqual([METADATA, 'GET /jwks'])
  asked = []
  const introspection = { clientId: 'books', clientSecret: secret }
  expect((await openApi({ ...options, audience: notesApi, introspection })(opaque)).status).toBe(200)
  expect(asked).toEqual([METADATA, 'POST /introspect'])
})

test('an app signs people in, asks who they are and signs them out by the fetch that was given', async () => {
  const app = { issuer, clientId: 'web', clientSecret: secret, url: origin, fetch: ownFetch }
  const auth = signIn({ ...app, sessions: 'memory:', logger: false })
  const site = {
    async fetch(request: Request) {
      const signedIn = (await auth.handle(request)) ?? (await auth.requireSignIn(request))
      if (signedIn instanceof Response) return signedIn
      return Response.json(await signedIn.tokens.userinfo())
    },
  }
  const browser = scriptedBrowser(site, origin)
  const left = await browser.open('/', { 'sec-fetch-dest': 'document' })
  const back = await passIssuer(scriptedBrowser(live.server, issuer), left.url)
  expect((await browser.open(back.url)).html).toContain('Ada Lovelace')
  await browser.open('/logout', { 'sec-fetch-site': 'same-origin' })
  await auth.close()
  expect(new Set(asked)).toEqual(
    new Set([METADATA, 'POST /token', 'GET /jwks', 'GET /userinfo', 'POST /revoke']),
  )
})

test('what is no function is refused at once', () => {
  const fetch = 'https://proxy.example' as never
  expect(() => createIssuer({ issuer, fetch })).toThrow('fetch must be a function like the global fetch')
  expect(() => openApi({ issuer, audience: booksApi, fetch })).toThrow(/fetch must be a function/)
})

describe('a fetch that ignores its signal', () => {
  const never = new Promise<never>(() => undefined)
  const endless = () => new ReadableStream({ pull: () => never })

  test.each([
    ['never answers', () => never, 'does not answer'],
    ['never finishes its answer', async () => new Response(endless()), 'did not finish its answer'],
  ])('and %s is given up after five seconds', async (_what, fetch, message) => {
    const deadline = new AbortController()
    const timeout = vi.spyOn(AbortSignal, 'timeout').mockReturnValue(deadline.signal)
    const failed = [
      createIssuer({ issuer, fetch }).metadata(),
      createIssuer({ issuer, fetch }).fetch(`${issuer}/jwks`),
    ]
    expect(new Set(timeout.mock.calls.flat())).toEqual(new Set([5000]))
    deadline.abort(new Error('late'))
    for (const each of failed)
      await expect(each).rejects.toMatchObject({
        code: 'ISSUER_UNAVAILABLE',
        message: expect.stringContaining(message),
        cause: deadline.signal.reason,
      })
    timeout.mockRestore()
  })

  test('ends with the signal of its caller, who cannot do away with the five seconds', async () => {
    const { fetch } = createIssuer({ issuer, fetch: () => never })
    const caller = new AbortController()
    const deadline = new AbortController()
    const timeout = vi.spyOn(AbortSignal, 'timeout').mockReturnValue(deadline.signal)
    const hasty = fetch(issuer, { signal: caller.signal })
    const patient = fetch(issuer, { signal: new AbortController().signal })
    timeout.mockRestore()
    caller.abort(new Error('enough'))
    await expect(hasty).rejects.toMatchObject({ cause: new Error('enough') })
    deadline.abort(new Error('late'))
    await expect(patient).rejects.toMatchObject({ cause: new Error('late') })
  })
})

test('an answer that a fetch got by a redirect is refused: it came from an address that nobody checked', async () => {
  const metadata = { issuer, token_endpoint: 'https://elsewhere.example/token' }
  const fetch = async () => Object.defineProperty(Response.json(metadata), 'redirected', { value: true })
  await expect(createIssuer({ issuer, fetch }).metadata()).rejects.toMatchObject({
    code: 'ISSUER_WRONG',
    message: expect.stringContaining('followed a redirect'),
  })
})
