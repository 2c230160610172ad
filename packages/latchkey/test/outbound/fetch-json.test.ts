import { describe, expect, it } from 'vitest'
import { outboundLimits } from '../../src/outbound/outbound-limits.ts'
import { answering, listening, outbound, silentPort } from './outbound-world.ts'

const { fetchJson: development } = outbound({ development: true })
const { fetchJson: production } = outbound()

describe('fetching what a stranger named', () => {
  it('reads a small JSON document', async () => {
    const port = await listening(answering('{"keys":[]}'))
    expect(await development(`http://127.0.0.1:${port}/jwks`)).toEqual({ keys: [] })
    expect(await development(`http://localhost:${port}/jwks`)).toEqual({ keys: [] })
  })

  it.each(['application/jwk-set+json', 'application/json; charset=utf-8', 'Application/JSON'])(
    'takes %s for JSON',
    async (type) => {
      const port = await listening(answering('1', { 'content-type': type }))
      expect(await development(`http://127.0.0.1:${port}/`)).toBe(1)
    },
  )

  it.each([
    'http://app.example/jwks',
    'ftp://app.example/jwks',
    'file:///etc/passwd',
    'data:application/json,{}',
    'https://user:password@app.example/jwks',
    'app.example/jwks',
    'https://app.example../',
    'https://app..example/',
    'https://.app.example/',
    'https://127.0.0.1../',
    `https://app.example/${'x'.repeat(2048)}`,
  ])('asks nobody about %s', async (url) => {
    let asked = false
    const { fetchJson } = outbound({
      development: false,
      async resolve() {
        asked = true
        return ['8.8.8.8']
      },
    })
    await expect(fetchJson(url)).rejects.toThrow(/Not fetched/)
    expect(asked).toBe(false)
  })

  it.each([
    'https://127.0.0.1/',
    'https://2130706433/',
    'https://0x7f.1/',
    'https://[::1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://169.254.169.254/latest/meta-data/',
    'https://10.0.0.1/',
    'https://[fd00::1]/',
    'https://localhost/',
    'https://[64:ff9b::a00:1]/',
  ])('never connects to %s (C-67, C-68)', async (url) => {
    await expect(production(url)).rejects.toThrow(/public address/)
  })

  it('refuses a host if any of its addresses is not public (C-70)', async () => {
    const { fetchJson } = outbound({
      development: false,
      resolve: async () => ['8.8.8.8', '10.0.0.1'],
    })
    await expect(fetchJson('https://app.example/jwks')).rejects.toThrow(/not only, at a public address/)
    const { fetchJson: nowhere } = outbound({ development: false, resolve: async () => [] })
    await expect(nowhere('https://app.example/jwks')).rejects.toThrow(/public address/)
  })

  it('connects to the address that was looked at, whatever a second answer would be (C-70)', async () => {
    const seen: (string | undefined)[] = []
    const port = await listening((request, response) => {
      seen.push(request.headers.host)
      answering('"ours"')(request, response)
    })
    const answers = [['127.0.0.1'], ['203.0.113.7']]
    const { fetchJson } = outbound({ development: true, resolve: async () => answers.shift() ?? [] })
    expect(await fetchJson(`http://app.invalid:${port}/`)).toBe('ours')
    expect(seen).toEqual([`app.invalid:${port}`])
    expect(answers).toHaveLength(1)
  })

  it('in development reaches this machine, and still no private network', async () => {
    const { fetchJson } = outbound({ development: true, resolve: async () => ['192.168.0.5'] })
    await expect(fetchJson('https://router.example/')).rejects.toThrow(/public address/)
    await expect(development('http://8.8.8.8/')).rejects.toThrow(/public address/)
  })

  it.each([301, 302, 303, 307, 308])('follows no redirect: %i (C-71)', async (status) => {
    let followed = false
    const target = await listening((request, response) => {
      followed = true
      answering('1')(request, response)
    })
    const port = await listening((_request, response) => {
      response.writeHead(status, {
        location: `http://127.0.0.1:${target}/`,
        'content-type': 'application/json',
      })
      response.end('{"keys":[]}')
    })
    await expect(development(`http://127.0.0.1:${port}/`)).rejects.toThrow(`${status}, not 200`)
    expect(followed).toBe(false)
  })

  it.each([404, 500, 204])('takes no other answer than 200: %i', async (status) => {
    const port = await listening((_request, response) => response.writeHead(status).end())
    await expect(development(`http://127.0.0.1:${port}/`)).rejects.toThrow(`${status}, not 200`)
  })

  it.each([
    ['HTML', '<html>', { 'content-type': 'text/html' }, /not JSON/],
    ['JSON that is called text', '{}', { 'content-type': 'text/plain' }, /not JSON/],
    ['what only begins like JSON', '{}', { 'content-type': 'application/jsonp' }, /not JSON/],
    ['compressed', 'x', { 'content-encoding': 'gzip' }, /compressed/],
    ['broken JSON', '{"keys":', {}, /JSON/],
    ['a member named twice', '{"keys":[],"keys":[]}', {}, /twice/],
    ['not UTF-8', Buffer.from([0x22, 0xff, 0x22]), {}, /encoded data/],
    ['more than 64 KiB', JSON.stringify('x'.repeat(65_536)), {}, /65536 bytes/],
  ])('does not take %s', async (_what, body, headers, message) => {
    const port = await listening(answering(body, headers))
    await expect(development(`http://127.0.0.1:${port}/`)).rejects.toThrow(message)
  })

  it('stops reading an endless answer', async () => {
    const port = await listening((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' })
      const write = () => {
        while (!response.destroyed && response.write(' '.repeat(8192)));
      }
      response.on('drain', write)
      write()
    })
    await expect(development(`http://127.0.0.1:${port}/`)).rejects.toThrow(/65536 bytes/)
  })

  it('fails on a connection that is cut in the middle', async () => {
    const port = await listening((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' })
      response.write('{"keys":', () => response.destroy())
    })
    await expect(development(`http://127.0.0.1:${port}/`)).rejects.toThrow()
  })

  it('fails when nobody listens', async () => {
    await expect(development(`http://127.0.0.1:${await silentPort()}/`)).rejects.toThrow(/ECONNREFUSED/)
  })

  it('takes no answer of unknown length for whole at the deadline (CIMD-10)', async () => {
    const port = await listening(({ socket }) => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n{"keys":[]}')
    })
    const room = outbound({ development: true, limits: { requestMilliseconds: 200 } })
    const url = `http://127.0.0.1:${port}/`
    await expect(room.fetchJson(url)).rejects.toThrow('no whole answer within 200 milliseconds')
    await expect(room.fetch(url)).rejects.toThrow('no whole answer within 200 milliseconds')
  })

  it('gives up after five seconds, on a resolver or a server that says nothing (CIMD-10)', async () => {
    expect(outboundLimits.requestMilliseconds).toBe(5000)
    const port = await listening(() => undefined)
    const trickling = await listening((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).write('[')
    })
    const hasty = { development: true, limits: { requestMilliseconds: 50 } }
    const { fetchJson } = outbound(hasty)
    const { fetchJson: stuck } = outbound({ ...hasty, resolve: () => new Promise(() => undefined) })
    const late = [
      stuck('https://app.example/'),
      fetchJson(`http://127.0.0.1:${port}/`),
      fetchJson(`http://127.0.0.1:${trickling}/`),
    ]
    const message = 'no whole answer within 50 milliseconds'
    await Promise.all(late.map((fetched) => expect(fetched).rejects.toThrow(message)))
  })
})
