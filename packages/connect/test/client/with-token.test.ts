import { createServer, type IncomingMessage, type RequestListener } from 'node:http'
import { afterEach, describe, expect, test } from 'vitest'
import { close, listen } from '../../../latchkey/test/fixtures/loopback-server.ts'
import { SignInRequired } from '../../src/client/sign-in-required.ts'
import { fetchWithToken } from '../../src/client/tokens/with-token.ts'
import { countingTokens, echo, readAll } from './proxy-stage.ts'

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  await Promise.all(closers.splice(0).map((end) => end()))
})

async function openApi(api: RequestListener) {
  const seen: IncomingMessage[] = []
  const listener = createServer((req, res) => {
    seen.push(req)
    api(req, res)
  })
  closers.push(() => close(listener))
  return { url: await listen(listener), seen }
}

describe('fetch with a token', () => {
  test('adds it (RFC 6750 §2.1), and leaves the rest of the request as it is', async () => {
    const { url } = await openApi(echo())
    const init = { method: 'PUT', headers: { 'x-trace': 't', authorization: 'Basic Zm9v' }, body: 'Emma' }
    const response = await fetchWithToken(countingTokens(), `${url}/7?q=1`, init)
    expect(await response.json()).toMatchObject({
      url: '/7?q=1',
      method: 'PUT',
      body: 'Emma',
      headers: { authorization: 'Bearer token-1', 'x-trace': 't' },
    })
    expect(init.headers.authorization).toBe('Basic Zm9v')
  })

  test.each([
    ['text', () => 'Emma'],
    ['bytes', () => Buffer.from('Emma')],
    ['a file', () => new Blob(['Emma'])],
    ['a short stream', () => new Blob(['Emma']).stream()],
  ])('repeats the request once with a newer token after a 401: %s', async (_, toBody) => {
    const { url, seen } = await openApi(echo(['token-1']))
    const response = await fetchWithToken(countingTokens(), url, { method: 'POST', body: toBody() })
    expect(await response.json()).toMatchObject({ body: 'Emma' })
    expect(seen).toHaveLength(2)
  })

  test('hands the second 401 on', async () => {
    const { url, seen } = await openApi(echo(['token-1', 'token-2', 'token-3']))
    expect((await fetchWithToken(countingTokens(), url)).status).toBe(401)
    expect(seen).toHaveLength(2)
  })

  test('does not repeat the request when the token that was refused is the newest', async () => {
    const { url, seen } = await openApi(echo(['token-1']))
    const newest = { ...countingTokens(), replaceRejected: async (token: string) => token }
    expect((await fetchWithToken(newest, url)).status).toBe(401)
    expect(seen).toHaveLength(1)
  })

  test('repeats no body that is made while it is sent, when that made more than a MiB; less it repeats whole', async () => {
    const { url, seen } = await openApi(echo(['token-1']))
    const made = async function* (chunks: number) {
      for (let chunk = 0; chunk < chunks; chunk += 1) yield Buffer.alloc(64 * 1024, 'x')
    }
    const send = (chunks: number) =>
      fetchWithToken(countingTokens(), url, {
        method: 'POST',
        body: made(chunks) as unknown as ReadableStream,
      })
    const short = (await (await send(2)).json()) as { readonly body: string }
    expect(short.body).toHaveLength(128 * 1024)
    expect((await send(20)).status).toBe(401)
    expect(seen).toHaveLength(3)
  })

  test.each([
    [401, 'Bearer error="insufficient_user_authentication", max_age=60'],
    [403, 'Bearer error="insufficient_scope"'],
  ])('does not ask for a newer token when that would not help: %i %s', async (status, challenge) => {
    const tokens = countingTokens()
    const { url } = await openApi((_, res) =>
      res.writeHead(status, { 'www-authenticate': challenge }).end('no'),
    )
    const response = await fetchWithToken(tokens, url)
    expect([response.status, await response.text(), tokens.replaced()]).toEqual([status, 'no', 0])
  })

  test('says so when the sign-in has ended', async () => {
    const { url } = await openApi(echo(['token-1']))
    const ended = { ...countingTokens(), replaceRejected: () => Promise.reject(new SignInRequired()) }
    await expect(fetchWithToken(ended, url)).rejects.toBeInstanceOf(SignInRequired)
  })

  test.each([302, 307])('never takes the token to another origin (%i)', async (status) => {
    const other = await openApi(async (req, res) => {
      await readAll(req)
      res.end('other')
    })
    const { url, seen } = await openApi(async (req, res) => {
      await readAll(req)
      res.writeHead(status, { location: req.url === '/here' ? '/there' : other.url }).end()
    })
    const response = await fetchWithToken(countingTokens(), `${url}/here`, { method: 'POST', body: 'Emma' })
    expect(await response.text()).toBe('other')
    expect(seen.map((req) => req.headers.authorization)).toEqual(['Bearer token-1', 'Bearer token-1'])
    expect(other.seen.map((req) => req.headers.authorization)).toEqual([undefined])
  })

  test('can be aborted', async () => {
    const { url } = await openApi(() => {})
    const signal = AbortSignal.timeout(50)
    await expect(fetchWithToken(countingTokens(), url, { signal })).rejects.toThrow(/abort|timeout/i)
  })
})
