import { createServer, type RequestListener } from 'node:http'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { close, listen } from '../../../latchkey/test/fixtures/loopback-server.ts'
import { createIssuer } from '../../src/issuer/issuer.ts'

const OIDC = '/.well-known/openid-configuration'
const OAUTH = '/.well-known/oauth-authorization-server'

let origin: string
let asked: string[]
let documents: Record<string, unknown>
let answer: RequestListener
const server = createServer((req, res) => answer(req, res))

const answerDocument: RequestListener = (req, res) => {
  asked.push(req.url ?? '')
  const document = documents[req.url ?? '']
  if (document === undefined) return void res.writeHead(404).end()
  res.setHeader('content-type', 'application/json').end(JSON.stringify(document))
}

beforeAll(async () => {
  origin = await listen(server)
})
afterAll(() => close(server))
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] })
  asked = []
  documents = { [OIDC]: { issuer: origin, token_endpoint: `${origin}/token` } }
  answer = answerDocument
})
afterEach(() => void vi.useRealTimers())

const passSeconds = (seconds: number) => void vi.setSystemTime(Date.now() + seconds * 1000)

describe('metadata', () => {
  test('is asked for once, however many wait for it, and again after an hour', async () => {
    const issuer = createIssuer({ issuer: origin })
    const all = await Promise.all(Array.from({ length: 50 }, () => issuer.metadata()))
    expect([new Set(all).size, asked]).toEqual([1, [OIDC]])
    passSeconds(3599)
    await issuer.metadata()
    expect(asked).toEqual([OIDC])
    passSeconds(2)
    await issuer.metadata()
    expect(asked).toEqual([OIDC, OIDC])
  })

  test('of an issuer that does only OAuth is where RFC 8414 §3.1 puts it', async () => {
    documents = { [`${OAUTH}/shop`]: { issuer: `${origin}/shop`, token_endpoint: `${origin}/t` } }
    const issuer = createIssuer({ issuer: `${origin}/shop` })
    expect((await issuer.metadata()).token_endpoint).toBe(`${origin}/t`)
    expect(asked).toEqual([`/shop${OIDC}`, `${OAUTH}/shop`])
  })

  test('that is an hour old is used while the issuer is away', async () => {
    const issuer = createIssuer({ issuer: origin })
    const known = await issuer.metadata()
    passSeconds(4000)
    answer = (req) => req.socket.destroy()
    expect(await issuer.metadata()).toBe(known)
  })
})

describe('an issuer that cannot be used', () => {
  test('one that is cut off in the middle of its metadata: 503', async () => {
    answer = (_req, res) => {
      res.writeHead(200, { 'content-type': 'application/json', 'content-length': 1000 })
      res.write('{"issuer":', () => res.destroy())
    }
    const failed = createIssuer({ issuer: origin }).metadata()
    await expect(failed).rejects.toMatchObject({ code: 'ISSUER_UNAVAILABLE', status: 503 })
  })

  test('one whose metadata has no end: 500, and the rest is not read', async () => {
    documents = { [OIDC]: { issuer: origin, pad: 'x'.repeat(300_000) } }
    await expect(createIssuer({ issuer: origin }).metadata()).rejects.toThrow('more than 262144 bytes')
  })

  test('one that is cut off in the middle of another answer: 503 too, whoever asks', async () => {
    const issuer = createIssuer({ issuer: origin })
    answer = (_req, res) => {
      res.writeHead(200, { 'content-length': 1000 })
      res.write('{"access_token":', () => res.destroy())
    }
    const failed = issuer.fetch(`${origin}/token`)
    await expect(failed).rejects.toMatchObject({ code: 'ISSUER_UNAVAILABLE', status: 503 })
  })

  test('an answer without a body stays one', async () => {
    answer = (_req, res) => void res.writeHead(204).end()
    const { status, body } = await createIssuer({ issuer: origin }).fetch(`${origin}/revoke`)
    expect([status, body]).toEqual([204, null])
  })

  test('is asked again when the clock was set back meanwhile', async () => {
    const issuer = createIssuer({ issuer: origin })
    answer = (req) => req.socket.destroy()
    await expect(issuer.metadata()).rejects.toMatchObject({ status: 503 })
    answer = answerDocument
    passSeconds(-3600)
    expect((await issuer.metadata()).issuer).toBe(origin)
  })

  test('away at first: 503, not asked again for a second, and found when it is back', async () => {
    const issuer = createIssuer({ issuer: origin })
    let cut = 0
    answer = (req) => {
      cut += 1
      req.socket.destroy()
    }
    for (let request = 0; request < 10; request += 1) {
      await expect(issuer.metadata()).rejects.toMatchObject({ code: 'ISSUER_UNAVAILABLE', status: 503 })
    }
    expect(cut).toBe(1)
    answer = answerDocument
    passSeconds(1)
    expect((await issuer.metadata()).issuer).toBe(origin)
  })

  test('a fault of its own is 503', async () => {
    answer = (_req, res) => void res.writeHead(502).end('<html>')
    const issuer = createIssuer({ issuer: origin })
    await expect(issuer.metadata()).rejects.toMatchObject({ code: 'ISSUER_UNAVAILABLE', status: 503 })
    await expect(issuer.fetch(`${origin}/token`)).rejects.toThrow(`${origin} answered 502`)
  })

  test.each([
    [
      'calls itself otherwise',
      { issuer: 'https://id.example' },
      'says that its issuer is https://id.example. Set issuer to exactly that.',
    ],
    ['has no name', {}, 'cannot be used'],
    ['has no metadata', undefined, 'has no metadata: /.well-known/openid-configuration answered 404'],
    ['answers with something else', 'text', 'cannot be used'],
  ])('one that %s: 500, with what to change', async (_name, document, message) => {
    documents = { [OIDC]: document }
    const failed = createIssuer({ issuer: origin }).metadata()
    await expect(failed).rejects.toMatchObject({ code: 'ISSUER_WRONG', status: 500 })
    await expect(failed).rejects.toThrow(message)
  })

  test('a slash too many is named, as tokens are compared by the letter', async () => {
    await expect(createIssuer({ issuer: `${origin}/` }).metadata()).rejects.toThrow(
      `says that its issuer is ${origin}. Set issuer to exactly that.`,
    )
  })

  test.each([
    ['http://id.example', 'must be https'],
    ['id.example', 'must be the URL of the authorization server'],
    ['', 'must be the URL of the authorization server'],
    ['ftp://id.example', 'must be https'],
  ])('%s is refused at once', (issuer, message) => {
    expect(() => createIssuer({ issuer })).toThrow(message)
    expect(() => createIssuer({ issuer: 'http://id.example', allowInsecureIssuer: true })).not.toThrow()
  })
})
