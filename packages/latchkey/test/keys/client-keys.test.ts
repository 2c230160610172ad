import { describe, expect, it } from 'vitest'
import { createClientKeys } from '../../src/keys/client-keys.ts'
import { fakeClock } from '../../src/testing/fake-clock.ts'

const KEY = { kty: 'OKP', crv: 'Ed25519', x: 'AA', kid: 'one' }
const at = (path: string) => ({ jwksUri: `https://app.example/${path}` })

/** A client's server whose answer can be changed, and that counts how often it was asked. */
function clientServer(first: unknown = { keys: [KEY] }) {
  const server = {
    answer: first,
    fetches: 0,
    async fetchJson() {
      server.fetches += 1
      await Promise.resolve()
      if (server.answer instanceof Error) throw server.answer
      return server.answer
    },
  }
  const clock = fakeClock()
  return { server, clock, source: createClientKeys({ fetchJson: server.fetchJson, clock }) }
}

describe('the keys of a client', () => {
  it('are those registered by value, and nothing is fetched', async () => {
    const { server, source } = clientServer()
    expect(await source.keysFor({ jwks: { keys: [KEY] }, ...at('jwks') }, 'unknown')).toEqual([KEY])
    expect(await source.keysFor({})).toEqual([])
    expect(server.fetches).toBe(0)
  })

  it('are fetched once for many requests, also for such that come at once (JWK-08)', async () => {
    const { server, clock, source } = clientServer()
    const all = await Promise.all(Array.from({ length: 50 }, () => source.keysFor(at('jwks'), 'one')))
    expect(all.every((keys) => keys.length === 1)).toBe(true)
    clock.advance(599)
    await source.keysFor(at('jwks'))
    expect(server.fetches).toBe(1)
    clock.advance(1)
    await source.keysFor(at('jwks'))
    expect(server.fetches).toBe(2)
  })

  it('are fetched again for a key that is not known: a rotated one works at the next request (JWK-08)', async () => {
    const { server, clock, source } = clientServer()
    await source.keysFor(at('jwks'), 'one')
    clock.advance(10)
    server.answer = { keys: [KEY, { ...KEY, kid: 'two' }] }
    expect((await source.keysFor(at('jwks'), 'two')).map(({ kid }) => kid)).toEqual(['one', 'two'])
    expect(server.fetches).toBe(2)
  })

  it('are fetched at most every ten seconds, however many unknown keys are named (JWK-08)', async () => {
    const { server, clock, source } = clientServer()
    await source.keysFor(at('jwks'), 'one')
    for (let second = 0; second < 20; second++) {
      for (let each = 0; each < 5; each++)
        expect(await source.keysFor(at('jwks'), `kid ${second} ${each}`)).toHaveLength(1)
      clock.advance(1)
    }
    expect(server.fetches).toBe(2)
  })

  it('are none while the client’s server fails, and it is not asked more than every ten seconds', async () => {
    const { server, clock, source } = clientServer(new Error('down'))
    for (let each = 0; each < 20; each++) expect(await source.keysFor(at('jwks'))).toEqual([])
    expect(server.fetches).toBe(1)
    clock.advance(10)
    server.answer = { keys: [KEY] }
    expect(await source.keysFor(at('jwks'))).toEqual([KEY])
  })

  it('stay usable when a fetch for an unknown key fails, but not past their ten minutes', async () => {
    const { server, clock, source } = clientServer()
    await source.keysFor(at('jwks'))
    server.answer = new Error('down')
    clock.advance(20)
    expect(await source.keysFor(at('jwks'), 'two')).toEqual([KEY])
    clock.advance(5)
    expect(await source.keysFor(at('jwks'), 'one')).toEqual([KEY])
    clock.advance(600)
    expect(await source.keysFor(at('jwks'), 'one')).toEqual([])
  })

  it.each([null, 'keys', [], {}, { keys: {} }, { keys: Array.from({ length: 101 }, () => KEY) }])(
    'are none in what is not a reasonable key set: %j',
    async (answer) => {
      expect(await clientServer(answer).source.keysFor(at('jwks'))).toEqual([])
    },
  )

  it('are never symmetric, private or something else', async () => {
    const answer = { keys: [null, 7, {}, { kty: 1 }, { kty: 'oct', k: 'AA' }, { ...KEY, d: 'AA' }, KEY] }
    expect(await clientServer(answer).source.keysFor(at('jwks'))).toEqual([KEY])
  })

  it('are fetched without those that anyone could sign with, and the log says why', async () => {
    const weak = { kty: 'RSA', n: 'AQAB', e: 'AQ', kid: 'weak' }
    const lines: object[] = []
    const source = createClientKeys({
      fetchJson: async () => ({ keys: [weak, { ...KEY, d: 'AA' }, { ...KEY, kid: 7 }, KEY] }),
      clock: fakeClock(),
      logger: { warn: (...line) => lines.push(line) },
    })
    expect(await source.keysFor({ jwksUri: 'https://user:hush@app.example/jwks' })).toEqual([KEY])
    expect(lines).toMatchObject(
      [
        [{ jwksUri: 'https://app.example/jwks', kid: 'weak' }, /modulus of 17 bits/],
        [{ kid: 'one' }, /secret key/],
      ].map(([at, words]) => [at, expect.stringMatching(words as RegExp)]),
    )
  })

  it('are kept for the thousand addresses that were used last', async () => {
    const { server, source } = clientServer()
    for (let each = 0; each < 1000; each++) await source.keysFor(at(String(each)))
    await source.keysFor(at('0'))
    expect(server.fetches).toBe(1000)
    await source.keysFor(at('1000'))
    await source.keysFor(at('0'))
    expect(server.fetches).toBe(1001)
    await source.keysFor(at('1'))
    expect(server.fetches).toBe(1002)
  })

  it.each([7200, 200])(
    'are fetched again after the clock was set back by %i seconds, so that a withdrawn one does not live on (JWK-08)',
    async (seconds) => {
      const { server, clock, source } = clientServer()
      expect(await source.keysFor(at('jwks'), 'one')).toEqual([KEY])
      server.answer = { keys: [] }
      clock.advance(-seconds)
      expect(await source.keysFor(at('jwks'), 'one')).toEqual([])
      expect(server.fetches).toBe(2)
    },
  )

  it('that could not be fetched are tried again after the clock was set back', async () => {
    const { server, clock, source } = clientServer(new Error('down'))
    expect(await source.keysFor(at('jwks'))).toEqual([])
    server.answer = { keys: [KEY] }
    clock.advance(-3600)
    expect(await source.keysFor(at('jwks'))).toEqual([KEY])
  })

  it('are fetched from a URL that the log repeats without credentials', async () => {
    const told: object[] = []
    const fetchJson = () => Promise.reject(new Error('the URL carries credentials'))
    const logger = { warn: (fields: object) => told.push(fields) }
    const source = createClientKeys({ fetchJson, clock: fakeClock(), logger })
    await source.keysFor({ jwksUri: 'https://me:hunter2@app.example/jwks?a=b' })
    await source.keysFor({ jwksUri: 'no URL' })
    expect(told).toMatchObject([{ jwksUri: 'https://app.example/jwks?a=b' }, { jwksUri: 'no URL' }])
  })

  it('cannot be had for a reason that the operator is told', async () => {
    const told: object[] = []
    const source = createClientKeys({
      fetchJson: () => Promise.reject(new Error('not at a public address')),
      clock: fakeClock(),
      logger: { warn: (fields) => told.push(fields) },
    })
    await source.keysFor(at('jwks'))
    expect(told).toEqual([{ jwksUri: 'https://app.example/jwks', err: new Error('not at a public address') }])
  })
})
