import { afterEach, describe, expect, test, vi } from 'vitest'
import { protect, requireAcr, requireRecentAuth, requireScopes } from '../../src/resource-server/express.ts'
import { protect as protectFetch } from '../../src/resource-server/fetch.ts'
import { openForeignIssuer } from './foreign-issuer.ts'

const issuer = 'https://id.example.test'
const audience = 'https://api.example.test/books'
const clientId = 'books'

describe('a wrong option is an error at the start that says what to change', () => {
  test.each<[RegExp, () => unknown]>([
    [/protect was given a promise: write await before it/, () => protect(Promise.resolve({}) as never)],
    [/protect needs an object of options/, () => protect(undefined as never)],
    [/issuer must name at least one/, () => protect({ issuer: [], audience })],
    [/issuer must be the URL/, () => protect({ issuer: 'id.example.test', audience })],
    [/must be https.*allowInsecureIssuer/, () => protect({ issuer: 'http://id.example.test', audience })],
    [/audience must be what tokens/, () => protect({ issuer, audience: '' })],
    [
      /clockToleranceSeconds must be from 0 to 300/,
      () => protect({ issuer, audience, clockToleranceSeconds: 301 }),
    ],
    [/clockToleranceSeconds/, () => protect({ issuer, audience, clockToleranceSeconds: Number.NaN })],
    [
      /algorithms must be some of .*, not HS256/,
      () => protect({ issuer, audience, algorithms: ['ES256', 'HS256'] }),
    ],
    [/algorithms must be some of .*, not none/, () => protect({ issuer, audience, algorithms: ['none'] })],
    [/algorithms must be/, () => protect({ issuer, audience, algorithms: [] })],
    [/tokenTypes must name/, () => protect({ issuer, audience, tokenTypes: [] })],
    [
      /needs the clientSecret or the privateKey/,
      () => protect({ issuer, audience, introspection: { clientId } }),
    ],
    [
      /clientSecret is empty: set the environment variable/,
      () => protect({ issuer, audience, introspection: { clientId, clientSecret: undefined } }),
    ],
    [
      /cacheSeconds must be from 0 to 3600/,
      () => protect({ issuer, audience, introspection: { clientId, clientSecret: 'x', cacheSeconds: 3601 } }),
    ],
    [
      /not among the issuers/,
      () =>
        protect({ issuer, audience, introspection: { clientId, clientSecret: 'x', issuer: `${issuer}/` } }),
    ],
    [/metadata needs an audience/, () => protect({ issuer, audience: 'urn:books', metadata: {} })],
    [/metadata needs an audience/, () => protect({ issuer, audience: `${audience}?v=1`, metadata: {} })],
    [
      /metadata needs an audience/,
      () => protect({ issuer, audience: 'http://api.example.test', metadata: {} }),
    ],
    [
      /protect: there is no option algorithm\. Did you mean algorithms\?/,
      () => protect({ issuer, audience, ...{ algorithm: ['ES256'] } }),
    ],
    [
      /introspection: there is no option allways\. Did you mean always\?/,
      () =>
        protect({ issuer, audience, introspection: { clientId, clientSecret: 'x', ...{ allways: true } } }),
    ],
    [
      /metadata: there is no option scope\. Did you mean scopes\?/,
      () => protect({ issuer, audience, metadata: { scope: ['books:read'] } as object }),
    ],
    [
      /optional must be true or false/,
      () => protect({ issuer, audience, ...({ optional: 'false' } as object) }),
    ],
    [
      /always must be true or false/,
      () =>
        protect({
          issuer,
          audience,
          introspection: { clientId, clientSecret: 'x', ...({ always: 0 } as object) },
        }),
    ],
    [
      /introspection\.clientId is missing/,
      () => protect({ issuer, audience, introspection: { clientId: '', clientSecret: 'x' } }),
    ],
    [
      /introspection says twice how to ask https:\/\/id\.example\.test/,
      () =>
        protect({
          issuer: [issuer, 'https://next.example.test'],
          audience,
          introspection: [
            { clientId, clientSecret: 'x' },
            { clientId, clientSecret: 'y', always: true },
          ],
        }),
    ],
    [/requireScopes takes one or more/, () => requireScopes()],
    [/requireScopes takes one or more/, () => requireScopes('books:read books:write')],
    [/requireScopes takes one or more/, () => requireScopes('"')],
    [/requireAcr takes one or more/, () => requireAcr('')],
    [/requireRecentAuth takes whole seconds/, () => requireRecentAuth(0.5)],
    [/requireRecentAuth takes whole seconds/, () => requireRecentAuth(0)],
  ])('%s', (message, act) => {
    expect(act).toThrow(TypeError)
    expect(act).toThrow(message)
  })

  test('an http issuer may stand elsewhere when that was allowed', () => {
    expect(() =>
      protect({ issuer: 'http://id.example.test', audience, allowInsecureIssuer: true }),
    ).not.toThrow()
  })
})

describe('without onRefused', () => {
  afterEach(() => {
    vi.restoreAllMocks()
    vi.useRealTimers()
  })

  test('the console says why, once a minute for each reason, without the query and on one line', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
    const handler = protectFetch({ issuer, audience })(() => new Response())
    const ask = (path: string, token: string) =>
      handler(
        new Request(`https://api.example.test${path}`, { headers: { authorization: `Bearer ${token}` } }),
      )
    for (let count = 0; count < 100; count += 1) await ask('/books?secret=1', 'opaque-secret')
    expect(warn.mock.calls).toEqual([
      [
        expect.stringMatching(
          /^latchkey: GET "\/books" was answered 401 \(opaque_token\)\. .*introspection.*$/,
        ),
      ],
    ])
    expect(String(warn.mock.calls)).not.toMatch(/secret/)
    await ask('/books', '"')
    expect(warn).toHaveBeenCalledTimes(2)
    vi.setSystemTime(Date.now() + 61_000)
    await ask('/books', 'opaque-secret')
    expect(warn).toHaveBeenCalledTimes(3)
    expect(warn).toHaveBeenLastCalledWith(expect.stringMatching(/ So were 99 others before it\.$/))
  })

  test('nobody hears of what happens every day: no token, or one that has expired', async () => {
    const foreign = await openForeignIssuer()
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
    const handler = protectFetch({ issuer: foreign.url, audience })(() => new Response())
    const url = 'https://api.example.test/books'
    await handler(new Request(url))
    const authorization = `Bearer ${await foreign.sign({ exp: 1 })}`
    expect((await handler(new Request(url, { headers: { authorization } }))).status).toBe(401)
    expect(warn).not.toHaveBeenCalled()
    const preflight = { 'access-control-request-method': 'GET', origin: 'https://page.example.test' }
    await handler(new Request(url, { method: 'OPTIONS', headers: preflight }))
    expect(warn).toHaveBeenCalledWith(expect.stringContaining('put your CORS middleware before protect'))
    await foreign.close()
  })
})
