import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { answering, listening, outbound } from './outbound-world.ts'

const { fetch } = outbound({ development: true })

/** Says back what it was sent. */
const port = () =>
  listening(async (request, response) => {
    const chunks = await request.toArray()
    const { method, url, headers } = request
    const body = Buffer.concat(chunks).toString()
    response.writeHead(201, { 'content-type': 'application/json', 'x-seen': 'yes' })
    response.end(JSON.stringify({ method, url, headers, body }))
  })

describe('the fetch of the outbound room', () => {
  it('sends method, headers and body, and gives status, headers and body', async () => {
    const init = {
      method: 'post',
      headers: new Headers({ authorization: 'Basic x', accept: 'text/plain' }),
      body: new URLSearchParams({ grant_type: 'authorization_code' }),
    }
    const response = await fetch(`http://127.0.0.1:${await port()}/token?a=b`, init)
    expect([response.status, response.headers.get('x-seen')]).toEqual([201, 'yes'])
    expect(await response.json()).toMatchObject({
      method: 'POST',
      url: '/token?a=b',
      headers: {
        authorization: 'Basic x',
        accept: 'text/plain',
        'accept-encoding': 'identity',
        'content-type': 'application/x-www-form-urlencoded;charset=UTF-8',
        'content-length': '29',
      },
      body: 'grant_type=authorization_code',
    })
  })

  it.each([204, 205, 304])('knows that %i has no body', async (status) => {
    const empty = await listening((_request, response) => response.writeHead(status).end())
    expect((await fetch(`http://127.0.0.1:${empty}/`)).status).toBe(status)
  })

  it.each([301, 302, 303, 307, 308])(
    'answers with a redirect and does not follow it: %i (C-71)',
    async (status) => {
      let followed = 0
      const target = await listening((_request, response) => response.end(String(++followed)))
      const location = `http://127.0.0.1:${target}/`
      const from = await listening((_request, response) => response.writeHead(status, { location }).end())
      const init = { redirect: 'follow', method: 'POST', body: 'secret' } as const
      const response = await fetch(`http://127.0.0.1:${from}/`, init)
      expect([response.status, response.headers.get('location')]).toEqual([status, location])
      expect(followed).toBe(0)
    },
  )

  it('reads 256 KiB and not a byte more (CIMD-10)', async () => {
    const whole = await listening(answering('x'.repeat(262_144)))
    expect((await (await fetch(`http://127.0.0.1:${whole}/`)).text()).length).toBe(262_144)
    const longer = await listening(answering('x'.repeat(262_145)))
    await expect(fetch(`http://127.0.0.1:${longer}/`)).rejects.toThrow('more than 262144 bytes')
  })

  it.each(['gzip', 'br', 'identity, gzip'])(
    'takes nothing that is compressed: a small answer could be a large one (%s)',
    async (encoding) => {
      const bomb = gzipSync(Buffer.alloc(10_000_000))
      const compressed = await listening(answering(bomb, { 'content-encoding': encoding }))
      await expect(fetch(`http://127.0.0.1:${compressed}/`)).rejects.toThrow(/compressed/)
    },
  )

  it('takes no answer whose headers are longer than 16 KiB', async () => {
    const long = await listening(answering('', { 'x-long': 'x'.repeat(16_384) }))
    await expect(fetch(`http://127.0.0.1:${long}/`)).rejects.toThrow(/Header overflow/)
  })

  it('ends when its signal does', async () => {
    const silent = await listening(() => undefined)
    const controller = new AbortController()
    const asked = fetch(`http://127.0.0.1:${silent}/`, { signal: controller.signal })
    controller.abort(new Error('enough'))
    await expect(asked).rejects.toThrow('enough')
    await expect(
      fetch(`http://127.0.0.1:${silent}/`, { signal: AbortSignal.abort(new Error('never')) }),
    ).rejects.toThrow('never')
  })

  it('repeats no credentials that stand in a URL', async () => {
    const asked = fetch('https://user:hunter2@app.example/')
    await expect(asked).rejects.toThrow('Not fetched: the URL carries credentials')
  })
})

describe('equal requests at once (CIMD-18)', () => {
  /** Counts, and answers nobody before it is let go. */
  async function waitingHost() {
    const { promise: go, resolve: letGo } = Promise.withResolvers<void>()
    const host = { asked: 0, url: '', letGo }
    const listeningPort = await listening(async (request, response) => {
      host.asked += 1
      await go
      answering('{"keys":[]}')(request, response)
    })
    host.url = `http://127.0.0.1:${listeningPort}/`
    return host
  }

  it('are one on the wire when they are GET, and each has its own answer', async () => {
    const host = await waitingHost()
    const all = Array.from({ length: 100 }, () => fetch(host.url))
    host.letGo()
    const texts = await Promise.all(all.map(async (response) => (await response).text()))
    expect([new Set(texts), host.asked]).toEqual([new Set(['{"keys":[]}']), 1])
    await fetch(host.url)
    expect(host.asked).toBe(2)
  })

  it('are one for JSON documents too, and one that gives up leaves the others theirs', async () => {
    const host = await waitingHost()
    const { fetchJson, ...room } = outbound({ development: true })
    const all = Array.from({ length: 100 }, () => fetchJson(host.url))
    const controller = new AbortController()
    const hasty = room.fetch(host.url, { signal: controller.signal })
    const patient = room.fetch(host.url)
    controller.abort()
    await expect(hasty).rejects.toThrow(/abort/)
    host.letGo()
    expect(new Set(await Promise.all(all)).size).toBe(100)
    expect((await patient).status).toBe(200)
    expect(host.asked).toBe(2)
  })

  it('are as many as were made when headers differ or something is sent', async () => {
    const host = await waitingHost()
    host.letGo()
    const as = (name: string) => fetch(host.url, { headers: { authorization: `Bearer ${name}` } })
    const post = () => fetch(host.url, { method: 'POST', body: 'x' })
    await Promise.all([as('ada'), as('bob'), as('bob'), post(), post()])
    expect(host.asked).toBe(4)
  })
})
