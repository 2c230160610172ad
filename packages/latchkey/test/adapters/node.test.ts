import { connect } from 'node:net'
import express from 'express'
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { toNodeHandler } from '../../src/adapters/node.ts'
import { type Echo, echoServer } from './echo.ts'
import { listen, type RunningHost } from './hosts.ts'
import { send, sendBytes, sendForm } from './send.ts'

const open: RunningHost[] = []
afterEach(async () => {
  for (const host of open.splice(0)) await host.close()
})

async function start(...parameters: Parameters<typeof listen>): Promise<number> {
  const host = await listen(...parameters)
  open.push(host)
  return host.port
}

const startEcho = (answers?: Parameters<typeof echoServer>[0]) => start(toNodeHandler(echoServer(answers)))

function toEcho(text: string): Echo {
  return JSON.parse(text)
}

describe('the URL', () => {
  it("is built from the issuer's origin, whatever the Host header says", async () => {
    const port = await startEcho()
    const answer = await send({ port, path: '/auth/token?a=1', headers: { host: 'evil.example' } })
    expect(toEcho(answer.text).url).toBe('https://issuer.example/auth/token?a=1')
  })

  it('does not need a Host header (HTTP/1.0)', async () => {
    const port = await startEcho()
    expect(await sendBytes(port, 'GET /auth/jwks HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1\.1 200 /)
  })

  it.each([
    ['two slashes, which would name another host', '//evil.example/auth/token'],
    ['absolute-form', 'http://evil.example/auth/token'],
    ['asterisk-form', '*'],
    ['authority-form', 'evil.example:80'],
    ['percent without two digits', '/auth/%zz'],
    ['percent-encoding that is not UTF-8', '/auth/%ff'],
    ['dot segments', '/auth/../auth/token'],
    ['encoded dot segments', '/auth/%2e%2e/token'],
    ['a backslash', '/auth\\token'],
    ['a fragment', '/auth/token#x'],
  ])('refuses a request target with %s', async (_name, target) => {
    const port = await startEcho()
    const answer = await sendBytes(port, `GET ${target} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n`)
    expect(answer).toMatch(/^HTTP\/1\.1 400 /)
  })

  it('leaves such a target to the app when there is one: /100% may be the name of its file', async () => {
    const handler = toNodeHandler(echoServer())
    const port = await start((req, res) => handler(req, res, () => res.end('app')))
    expect((await send({ port, path: '/100%' })).text).toBe('app')
  })

  it('never throws, whatever target comes', () => {
    const handler = toNodeHandler(echoServer({}))
    const target = fc.oneof(fc.string({ unit: 'binary' }), fc.webUrl(), fc.webPath())
    fc.assert(
      fc.property(target, (url) => {
        let passedOn = 0
        const req = { url: `/app${url}` }
        handler(req as never, {} as never, () => {
          passedOn++
        })
        expect(passedOn).toBe(1)
      }),
    )
  })

  it('keeps the path that Express cut off for the mount', async () => {
    const app = express().use('/auth', toNodeHandler(echoServer()))
    const answer = await send({ port: await start(app), path: '/auth/token?x=%20y' })
    expect(toEcho(answer.text).url).toBe('https://issuer.example/auth/token?x=%20y')
  })
})

describe('headers', () => {
  it('keeps both when Authorization comes twice, so that neither hides the other', async () => {
    const port = await startEcho()
    const bytes =
      'GET /auth/userinfo HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer a\r\nAuthorization: Bearer b\r\nConnection: close\r\n\r\n'
    expect(await sendBytes(port, bytes)).toContain('"Bearer a, Bearer b"')
  })

  it('joins cookies with a semicolon', async () => {
    const port = await startEcho()
    const answer = await send({ port, path: '/auth/x', headers: { cookie: ['a=1', 'b=2'] } })
    expect(toEcho(answer.text).headers.cookie).toBe('a=1; b=2')
  })

  it('sends every Set-Cookie, beside those of the app', async () => {
    const answer = async () =>
      new Response('', {
        headers: [
          ['set-cookie', 'a=1'],
          ['set-cookie', 'b=2'],
          ['vary', 'Cookie'],
        ],
      })
    const app = express()
      .use((_req, res, next) => {
        res.cookie('app', '0').vary('Origin')
        next()
      })
      .use(toNodeHandler(echoServer({ '/auth/x': answer })))
    const { headers } = await send({ port: await start(app), path: '/auth/x' })
    expect(headers['set-cookie']).toEqual(['app=0; Path=/', 'a=1', 'b=2'])
    expect(headers.vary).toBe('Origin, Cookie')
  })

  it("tells the server the peer's address", async () => {
    const answer = await send({ port: await startEcho(), path: '/auth/x' })
    expect(toEcho(answer.text).remoteAddress).toBe('127.0.0.1')
  })
})

describe('bodies that a parser has read', () => {
  async function throughExtendedParser(form: string): Promise<string> {
    const app = express().use(express.urlencoded({ extended: true }), toNodeHandler(echoServer()))
    return toEcho((await sendForm(await start(app), '/auth/token', form)).text).body
  }

  it('come as the same parameters', async () => {
    const pair = fc.tuple(fc.stringMatching(/^[a-z_]{1,8}$/), fc.string({ unit: 'grapheme' }))
    const app = express().use(express.urlencoded({ extended: false }), toNodeHandler(echoServer()))
    const port = await start(app)
    const property = fc.asyncProperty(
      fc.uniqueArray(pair, { minLength: 1, selector: ([name]) => name }),
      async (pairs) => {
        const sent = new URLSearchParams(pairs)
        const { body } = toEcho((await sendForm(port, '/auth/token', sent.toString())).text)
        const seen = new URLSearchParams(body)
        sent.sort()
        seen.sort()
        expect(seen.toString()).toBe(sent.toString())
      },
    )
    await fc.assert(property, { numRuns: 50 })
  })

  it('prefer the bytes, where the host kept them in rawBody (NestJS)', async () => {
    const keepRawBody = (req: object, _res: unknown, raw: Buffer) => void Object.assign(req, { rawBody: raw })
    const app = express().use(
      express.urlencoded({ verify: keepRawBody, extended: true }),
      toNodeHandler(echoServer()),
    )
    const answer = await sendForm(await start(app), '/auth/token', 'b=%31&a[x]=2')
    expect(toEcho(answer.text).body).toBe('b=%31&a[x]=2')
  })

  it('may be empty', async () => {
    expect(await throughExtendedParser('')).toBe('')
  })
})

describe('the answer', () => {
  const big = 'x'.repeat(3_000_000)

  it('has no body for HEAD', async () => {
    const answer = await send({ port: await startEcho(), path: '/auth/x', method: 'HEAD' })
    expect(answer).toMatchObject({ status: 200, text: '' })
  })

  it('is streamed, and waits for a slow reader', async () => {
    const answer = async () => new Response(new Blob([big, big]).stream())
    const { text } = await send({ port: await startEcho({ '/auth/big': answer }), path: '/auth/big' })
    expect(text.length).toBe(2 * big.length)
  })

  it('reaches a client that is still sending, and the connection serves the next request', async () => {
    const answer = async () => new Response('too large', { status: 413 })
    const port = await startEcho({ '/auth/token': answer })
    const first = `POST /auth/token HTTP/1.1\r\nHost: h\r\nContent-Length: ${big.length}\r\n\r\n${big}`
    const second = 'GET /auth/x HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n'
    expect((await sendBytes(port, first + second)).match(/HTTP\/1\.1 \d+/g)).toEqual([
      'HTTP/1.1 413',
      'HTTP/1.1 200',
    ])
  })

  it('reaches it too when the server stopped in the middle of the body', async () => {
    const answer = async (request: Request) => {
      for await (const _chunk of request.body ?? []) break
      return new Response('too large', { status: 413 })
    }
    const port = await startEcho({ '/auth/token': answer })
    const first = `POST /auth/token HTTP/1.1\r\nHost: h\r\nContent-Length: ${big.length}\r\n\r\n${big}`
    const second = 'GET /auth/x HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n'
    expect((await sendBytes(port, first + second)).match(/HTTP\/1\.1 \d+/g)).toEqual([
      'HTTP/1.1 413',
      'HTTP/1.1 200',
    ])
  })

  it('does not keep a connection open for a body that never ends', async () => {
    const answer = async () => new Response('no', { status: 413 })
    const port = await startEcho({ '/auth/token': answer })
    const bytes = 'POST /auth/token HTTP/1.1\r\nHost: h\r\nContent-Length: 1000\r\n\r\nstart'
    expect(await sendBytes(port, bytes)).toMatch(/^HTTP\/1\.1 413 /)
  })

  it('is 500, and the process lives on, when the server throws', async () => {
    const port = await startEcho({ '/auth/x': () => Promise.reject(new Error('secret')) })
    const answer = await send({ port, path: '/auth/x' })
    expect(answer).toMatchObject({ status: 500, text: '{"error":"server_error"}' })
    expect((await send({ port, path: '/auth/y' })).status).toBe(200)
  })

  it('is cut off, and the process lives on, when its body fails half-way', async () => {
    const failing = new ReadableStream({
      pull(controller) {
        controller.enqueue(new Uint8Array(10))
        controller.error(new Error('disk'))
      },
    })
    const port = await startEcho({ '/auth/x': async () => new Response(failing) })
    await expect(send({ port, path: '/auth/x' })).rejects.toThrow()
    expect((await send({ port, path: '/auth/y' })).status).toBe(200)
  })

  it('ends its source when the client goes away', async () => {
    let ended: (() => void) | undefined
    const sourceEnded = new Promise<void>((resolve) => {
      ended = resolve
    })
    const endless = new ReadableStream({
      start: (controller) => controller.enqueue(new Uint8Array(1)),
      cancel: () => ended?.(),
    })
    const port = await startEcho({ '/auth/x': async () => new Response(endless) })
    const socket = connect(port, '127.0.0.1', () => socket.write('GET /auth/x HTTP/1.1\r\nHost: h\r\n\r\n'))
    socket.once('data', () => socket.destroy())
    await sourceEnded
  })

  it('is not missed, and the process lives on, when the client goes away in the middle of its body', async () => {
    let failed: ((cause: unknown) => void) | undefined
    const bodyFailed = new Promise<unknown>((resolve) => {
      failed = resolve
    })
    const answer = async (request: Request) => {
      await request.text().catch((cause: unknown) => failed?.(cause))
      return new Response('late')
    }
    const port = await startEcho({ '/auth/x': answer })
    const socket = connect(port, '127.0.0.1', () => {
      socket.write('POST /auth/x HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nab', () => socket.destroy())
    })
    expect(await bodyFailed).toBeInstanceOf(Error)
    expect((await send({ port, path: '/auth/y' })).status).toBe(200)
  })
})
