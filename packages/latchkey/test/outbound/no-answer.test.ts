import type { RequestListener } from 'node:http'
import { describe, expect, it } from 'vitest'
import { createClientKeys } from '../../src/keys/client-keys.ts'
import { fakeClock } from '../../src/testing/fake-clock.ts'
import { answering, listening, listeningSecurely, outbound } from './outbound-world.ts'
import { startProxy } from './test-proxy.ts'

const SWITCH = 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n'
const switching: RequestListener = ({ socket }) => void socket.write(SWITCH)
const closing: RequestListener = ({ socket }) => void socket.end()

/** One slot: whoever keeps it stops everybody. The deadline is far, so that it is not what ends a request. */
const limits = { atOnce: 1, atOncePerHost: 1 }

describe.each([
  ['switches protocols without being asked (RFC 9110 §15.2.2)', switching, /closed without an answer/],
  ['closes the connection', closing, /socket hang up|closed without an answer/],
])('a host that %s', (_what, listener, message) => {
  it('fails at once, and its slot is free again (CIMD-10)', async () => {
    const healthy = await listening(answering('1'))
    const room = outbound({ development: true, limits })
    for (const url of [
      `http://127.0.0.1:${await listening(listener)}/`,
      `https://localhost:${await listeningSecurely(listener)}/`,
    ]) {
      await expect(room.fetchJson(url), url).rejects.toThrow(message)
      await expect(room.fetch(url, { method: 'POST', body: 'x' }), url).rejects.toThrow(message)
      expect(await room.fetchJson(`http://127.0.0.1:${healthy}/`)).toBe(1)
    }
  })

  it('fails at once in the tunnel of a proxy too', async () => {
    const port = await listeningSecurely(listener)
    const healthy = await listeningSecurely(answering('1'))
    const proxy = await startProxy()
    const { fetchJson } = outbound({ proxy: proxy.url, development: true, limits })
    await expect(fetchJson(`https://localhost:${port}/`)).rejects.toThrow(message)
    expect(await fetchJson(`https://localhost:${healthy}/`)).toBe(1)
  })

  it('leaves the keys of its client to be asked for again (JWK-08)', async () => {
    let answer = listener
    const port = await listening((request, response) => answer(request, response))
    const clock = fakeClock()
    const source = createClientKeys({ ...outbound({ development: true, clock }), clock })
    const client = { jwksUri: `http://127.0.0.1:${port}/` }
    expect(await Promise.all([source.keysFor(client, 'one'), source.keysFor(client, 'two')])).toEqual([
      [],
      [],
    ])
    answer = answering('{"keys":[{"kty":"EC"}]}')
    clock.advance(10)
    expect(await source.keysFor(client)).toEqual([{ kty: 'EC' }])
  })
})

it.each([
  ['switches protocols', SWITCH, /answered 101 to CONNECT/],
  ['says to go on', 'HTTP/1.1 100 Continue\r\n\r\n', /answered 100 to CONNECT/],
])(
  'a proxy that %s instead of opening a tunnel fails at once (RFC 9110 §9.3.6)',
  async (_what, answer, message) => {
    const proxy = await startProxy(answer)
    const { fetchJson } = outbound({ proxy: proxy.url, limits })
    await expect(fetchJson('https://app.example/1')).rejects.toThrow(message)
    await expect(fetchJson('https://app.example/2')).rejects.toThrow(message)
  },
)
