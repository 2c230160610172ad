import { createServer } from 'node:http'
import { inspect } from 'node:util'
import { exportJWK } from 'jose'
import { afterEach, describe, expect, test, vi } from 'vitest'
import {
  booksApi,
  close,
  listen,
  makeClientKey,
  secret,
} from '../../../latchkey/test/fixtures/loopback-server.ts'
import { openedForEach } from '../../../latchkey/test/fixtures/opened.ts'
import { patiently } from '../../../latchkey/test/fixtures/patiently.ts'
import {
  type ClientCredentialsOptions,
  clientCredentials,
} from '../../src/client/tokens/client-credentials.ts'
import { openCredentialsIssuer } from './credentials-issuer.ts'
import { echo } from './proxy-stage.ts'

const key = await makeClientKey('ES256')
const privateKey = { ...(await exportJWK(key.privateKey)), alg: 'ES256', kid: 'key-ES256' } as JsonWebKey

afterEach(() => void vi.useRealTimers())
const issuer = openedForEach(() =>
  openCredentialsIssuer([
    { clientId: 'jwt', tokenEndpointAuthMethod: 'private_key_jwt', jwks: { keys: [key.publicJwk] } },
    { clientId: 'pinned', clientSecret: secret, tokenEndpointAuthMethod: 'client_secret_post' },
    { clientId: 'people-only', clientSecret: secret, grantTypes: ['authorization_code'] },
  ]),
)

const worker = (changes: Partial<ClientCredentialsOptions> = {}) =>
  clientCredentials({
    issuer: issuer.url,
    clientId: 'basic',
    clientSecret: secret,
    scope: 'books:read',
    resource: booksApi,
    ...changes,
  })

/** Only the clock is put forward; timers and the network go on as they are. */
function forward(seconds: number): void {
  const now = Date.now()
  if (!vi.isFakeTimers()) vi.useFakeTimers({ toFake: ['Date'] })
  vi.setSystemTime(now + seconds * 1000)
}

describe('a token for a program (RFC 6749 §4.4)', () => {
  test('is for what was asked for', async () => {
    const accessToken = await worker().accessToken()
    expect(issuer.claims(accessToken)).toMatchObject({
      client_id: 'basic',
      scope: 'books:read',
      aud: booksApi,
    })
  })

  test('is had with the secret in the body, and with a key (RFC 7523 §2.2), which signs a new assertion each time', async () => {
    const { clientSecret: _, ...rest } = { clientSecret: secret, clientId: 'post' }
    await worker({
      ...rest,
      clientSecret: secret,
      tokenEndpointAuthMethod: 'client_secret_post',
    }).accessToken()
    const options = {
      issuer: issuer.url,
      clientId: 'jwt',
      privateKey,
      scope: 'books:read',
      resource: booksApi,
    }
    issuer.loseAnswers(1)
    expect(issuer.claims(await clientCredentials(options).accessToken())).toMatchObject({ client_id: 'jwt' })
    const assertions = issuer.asked.slice(1).map((form) => form.get('client_assertion'))
    expect(new Set(assertions).size).toBe(2)
    expect(issuer.authorizations).toEqual([undefined, undefined, undefined])
  })

  test('is fetched once, however many ask at once, and kept', async () => {
    const source = worker()
    const tokens = await Promise.all(Array.from({ length: 100 }, () => source.accessToken()))
    expect(new Set([...tokens, await source.accessToken()]).size).toBe(1)
    expect(issuer.asked).toHaveLength(1)
  })

  test('is renewed shortly before it expires, once, and nobody waits for that', async () => {
    const source = worker()
    const first = await source.accessToken()
    const life = Number(issuer.claims(first).exp) - Number(issuer.claims(first).iat)
    forward(life - 100)
    expect(await source.accessToken()).toBe(first)
    expect(issuer.asked).toHaveLength(1)
    forward(50)
    const tokens = await Promise.all(Array.from({ length: 100 }, () => source.accessToken()))
    expect(new Set(tokens)).toEqual(new Set([first]))
    await vi.waitFor(async () => expect(await source.accessToken()).not.toBe(first), patiently)
    expect(issuer.asked).toHaveLength(2)
  })

  test('that has expired is never used', async () => {
    const source = worker()
    const first = await source.accessToken()
    forward(100_000)
    const tokens = await Promise.all(Array.from({ length: 100 }, () => source.accessToken()))
    expect(new Set(tokens).size).toBe(1)
    expect(tokens[0]).not.toBe(first)
    expect(issuer.asked).toHaveLength(2)
  })

  test('that an API refused is replaced once, however many were refused', async () => {
    const source = worker()
    const first = await source.accessToken()
    const tokens = await Promise.all(Array.from({ length: 100 }, () => source.replaceRejected(first)))
    expect(new Set(tokens).size).toBe(1)
    expect(tokens[0]).not.toBe(first)
    expect(issuer.asked).toHaveLength(2)
    expect(await source.replaceRejected(first)).toBe(tokens[0])
    expect(issuer.asked).toHaveLength(2)
  })

  test('is not replaced over and over for an API that refuses every one', async () => {
    const listener = createServer((_, res) => res.writeHead(401).end())
    const url = await listen(listener)
    const source = worker()
    for (let count = 0; count < 5; count += 1) expect((await source.fetch(url)).status).toBe(401)
    expect(issuer.asked).toHaveLength(2)
    forward(11)
    await source.fetch(url)
    expect(issuer.asked).toHaveLength(3)
    await close(listener)
  })

  test('goes along with fetch', async () => {
    const listener = createServer(echo())
    const url = await listen(listener)
    const source = worker()
    const answer = await (await source.fetch(`${url}/7`, { method: 'POST', body: 'x' })).json()
    expect(answer).toMatchObject({
      headers: { authorization: `Bearer ${await source.accessToken()}` },
      body: 'x',
    })
    await close(listener)
  })
})

describe('an issuer in trouble', () => {
  test('whose answers are lost twice is asked again', async () => {
    issuer.loseAnswers(2)
    expect(await worker().accessToken()).toBeTruthy()
    expect(issuer.asked).toHaveLength(3)
  })

  test('whose answers are lost again and again: 503, and the next call tries anew', async () => {
    const source = worker()
    issuer.loseAnswers(3)
    await expect(source.accessToken()).rejects.toMatchObject({ code: 'ISSUER_UNAVAILABLE', status: 503 })
    expect(issuer.asked).toHaveLength(3)
    expect(await source.accessToken()).toBeTruthy()
  })

  test('that is away takes no valid token away, and is not asked by every call', async () => {
    const source = worker()
    const first = await source.accessToken()
    const life = Number(issuer.claims(first).exp) - Number(issuer.claims(first).iat)
    issuer.loseAnswers(Number.POSITIVE_INFINITY)
    forward(life - 50)
    await source.accessToken()
    await vi.waitFor(() => expect(issuer.asked).toHaveLength(4), patiently)
    for (let count = 0; count < 20; count += 1) {
      expect(await source.accessToken()).toBe(first)
      // A request would have reached the issuer before this one's answer is here.
      await fetch(`${issuer.url}/.well-known/openid-configuration`)
    }
    expect(issuer.asked).toHaveLength(4)
    forward(50)
    await expect(source.accessToken()).rejects.toMatchObject({ code: 'ISSUER_UNAVAILABLE' })
    issuer.loseAnswers(0)
    expect(await source.accessToken()).not.toBe(first)
  })

  test('that is away from the beginning and comes back', async () => {
    const source = worker()
    issuer.setAway(true)
    await expect(source.accessToken()).rejects.toMatchObject({ code: 'ISSUER_UNAVAILABLE' })
    issuer.setAway(false)
    await vi.waitFor(() => source.accessToken(), patiently)
  })
})

describe('what is wrong is named', () => {
  test.each([
    ['a wrong secret', { clientSecret: 'wrong' }, /refuses the client basic.*clientSecret/],
    ['the wrong method', { clientId: 'pinned' }, /tokenEndpointAuthMethod/],
    ['an unknown client', { clientId: 'nobody' }, /refuses the client nobody/],
    ['a client for people', { clientId: 'people-only' }, /must allow the grant client_credentials/],
    ['a scope it may not have', { scope: 'books:burn' }, /must allow the scope "books:burn"/],
    ['an unknown API', { resource: 'https://nowhere.example' }, /does not know https:\/\/nowhere.example/],
  ] as const)('%s', async (_, changes, message) => {
    const refused = worker(changes).accessToken()
    await expect(refused).rejects.toMatchObject({ name: 'IssuerError', code: 'ISSUER_WRONG', status: 500 })
    await expect(refused).rejects.toThrow(message)
    await expect(refused).rejects.not.toThrow(secret)
    expect(issuer.asked).toHaveLength(1)
  })

  test('and no token that came with it is told to a log', async () => {
    issuer.change((body) => ({ ...body, token_type: 'mac' }))
    const thrown: unknown = await worker()
      .accessToken()
      .catch((cause: unknown) => cause)
    expect(thrown).toMatchObject({ code: 'ISSUER_WRONG' })
    const given = issuer.given.at(-1) ?? ''
    expect(given).not.toBe('')
    expect(inspect(thrown, { depth: Number.POSITIVE_INFINITY })).not.toContain(given)
  })

  test.each([
    [{ clientSecret: undefined }, /clientSecret is empty/],
    [{ clientSecret: '' }, /clientSecret is empty/],
    [{ clientId: '' }, /clientId is empty/],
    [{ privateKey }, /not both/],
    [{ scopes: 'a' }, /scope/],
    [{ issuer: 'http://id.example' }, /https/],
  ])('at once: %o', (changes, message) => {
    expect(() => worker(changes as Partial<ClientCredentialsOptions>)).toThrow(message)
  })

  test('at once: neither secret nor key', () => {
    expect(() => clientCredentials({ issuer: issuer.url, clientId: 'public' })).toThrow(
      /clientSecret or privateKey/,
    )
  })
})
