import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { type IncomingMessage, request, type ServerResponse } from 'node:http'
import { describe, expect, test, vi } from 'vitest'
import { startAnswerTimer } from '../../src/client/proxy/answer-timer.ts'
import { countingTokens, echo, openStage, ownPage, readAll, type Stage } from './proxy-stage.ts'

const MIB = 1024 * 1024

/** A request of the own page that goes on as long as the test wants. */
function start({ origin }: Stage, path: string, method = 'GET') {
  const sent = request(origin + path, { method, headers: ownPage })
  const answered = once(sent, 'response').then(([res]) => res as IncomingMessage)
  // Some tests cut it on purpose.
  sent.on('error', () => {})
  answered.catch(() => {})
  return { sent, answered }
}

const errorOf = (text: string) => (JSON.parse(text) as { error: string }).error

describe('a body that is long', () => {
  const count = async (req: IncomingMessage, res: ServerResponse) => {
    const { byteLength } = await readAll(req)
    res.end(JSON.stringify({ byteLength, announced: req.headers['content-length'] ?? null }))
  }

  test.each([{}, { 'transfer-encoding': 'chunked' }])(
    'goes through in both directions: %o',
    async (headers) => {
      const stage = await openStage({ api: async (req, res) => void res.end(await readAll(req)) })
      const body = randomBytes(5 * MIB)
      const answer = await stage.ask('/api/', { method: 'POST', body, headers })
      expect(answer.body.equals(body)).toBe(true)
    },
  )

  test('keeps its announced length, and has none when there was none', async () => {
    const stage = await openStage({ api: count })
    const known = await stage.ask('/api/', { method: 'POST', body: Buffer.alloc(2 * MIB) })
    expect(JSON.parse(known.text)).toEqual({ byteLength: 2 * MIB, announced: String(2 * MIB) })
    const chunked = { 'transfer-encoding': 'chunked' }
    const unknown = await stage.ask('/api/', {
      method: 'POST',
      body: Buffer.alloc(2 * MIB),
      headers: chunked,
    })
    expect(JSON.parse(unknown.text)).toEqual({ byteLength: 2 * MIB, announced: null })
  })

  test('reaches the API while the page still sends it', async () => {
    const stage = await openStage({
      api: (req, res) => void req.once('data', () => res.writeHead(200).end('early')),
    })
    const { sent, answered } = start(stage, '/api/', 'POST')
    sent.write(Buffer.alloc(2 * MIB))
    expect(String(await readAll(await answered))).toBe('early')
    sent.destroy()
  })

  test.each(['announced', 'chunked'])(
    'is not sent twice; the page is asked to, and then it works (%s)',
    async (how) => {
      const tokens = countingTokens()
      const stage = await openStage({ api: echo(['token-1']), tokens })
      const headers = how === 'chunked' ? { 'transfer-encoding': 'chunked' } : {}
      const send = () => stage.ask('/api/', { method: 'POST', body: Buffer.alloc(MIB + 1, 'x'), headers })
      const first = await send()
      expect([first.status, errorOf(first.text), first.headers['retry-after']]).toEqual([
        503,
        'token_renewed',
        '0',
      ])
      expect([(await send()).status, tokens.replaced()]).toEqual([200, 1])
    },
  )

  test.each([0, 1, MIB])('of %i bytes is sent again after a 401, whole', async (bytes) => {
    const stage = await openStage({
      api: async (req, res) => {
        const { byteLength } = await readAll(req)
        res.writeHead(req.headers.authorization === 'Bearer token-1' ? 401 : 200).end(String(byteLength))
      },
    })
    const headers = { 'transfer-encoding': 'chunked' }
    const answer = await stage.ask('/api/', { method: 'POST', body: Buffer.alloc(bytes, 'x'), headers })
    expect([answer.status, answer.text]).toEqual([200, String(bytes)])
  })
})

describe('an API in trouble', () => {
  test('that is down: 502, and the log says why', async () => {
    const gone = await openStage({ api: (req) => void req.socket.destroy() })
    const answer = await gone.ask('/api/')
    expect([answer.status, errorOf(answer.text)]).toEqual([502, 'api_unreachable'])
    expect(gone.warnings).toEqual([expect.stringMatching(/does not answer: /)])
  })

  test('that takes too long to begin its answer: 504, and its connection is let go', async () => {
    const closed = Promise.withResolvers<void>()
    const stage = await openStage({
      api: (_, res) => void res.once('close', closed.resolve),
      options: { answerSeconds: 0.1 },
    })
    const answer = await stage.ask('/api/')
    expect([answer.status, errorOf(answer.text)]).toEqual([504, 'api_timeout'])
    expect(stage.warnings).toEqual([expect.stringContaining('within 0.1 s')])
    await closed.promise
  })

  test('that has begun its answer may take as long as it likes', async () => {
    const stage = await openStage({
      api: (_, res) => {
        res.write('begun')
        setTimeout(() => res.end(', done'), 300)
      },
      options: { answerSeconds: 0.1 },
    })
    expect((await stage.ask('/api/')).text).toBe('begun, done')
  })

  test('that dies in the middle of its answer: the page sees a broken answer, not a short one', async () => {
    const cut = Promise.withResolvers<void>()
    const stage = await openStage({
      api: (_, res) => {
        res.write('the first half')
        void cut.promise.then(() => res.destroy())
      },
    })
    const { sent, answered } = start(stage, '/api/')
    sent.end()
    const res = await answered
    await once(res, 'data')
    cut.resolve()
    await expect(readAll(res)).rejects.toThrow()
    expect(res.complete).toBe(false)
  })

  test('has its time from the last piece of the request', () => {
    vi.useFakeTimers()
    try {
      const timer = startAnswerTimer(30, new AbortController().signal)
      vi.advanceTimersByTime(29_000)
      timer.restart()
      vi.advanceTimersByTime(29_000)
      expect([timer.isOver(), timer.signal.aborted]).toEqual([false, false])
      vi.advanceTimersByTime(1000)
      expect([timer.isOver(), timer.signal.aborted]).toEqual([true, true])
    } finally {
      vi.useRealTimers()
    }
  })
})

describe('a page that goes away', () => {
  test('before the answer: the API sees it', async () => {
    const [asked, closed] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const stage = await openStage({
      api: (_, res) => {
        asked.resolve()
        res.once('close', closed.resolve)
      },
    })
    const { sent } = start(stage, '/api/')
    sent.end()
    await asked.promise
    sent.destroy()
    await closed.promise
    expect(stage.warnings).toEqual([])
  })

  test('in the middle of the answer: the API stops', async () => {
    const closed = Promise.withResolvers<void>()
    const stage = await openStage({
      api: (_, res) => {
        res.write('data: 1\n\n')
        res.once('close', closed.resolve)
      },
    })
    const { sent, answered } = start(stage, '/api/')
    sent.end()
    await once(await answered, 'data')
    sent.destroy()
    await closed.promise
  })

  test('in the middle of its body: the API sees a broken request, not a short one', async () => {
    const broken = Promise.withResolvers<boolean>()
    const stage = await openStage({
      api: (req) => {
        req.on('error', () => {}).resume()
        req.once('close', () => broken.resolve(!req.complete))
      },
    })
    const { sent } = start(stage, '/api/', 'POST')
    sent.write(Buffer.alloc(2 * MIB), () => sent.destroy())
    expect(await broken.promise).toBe(true)
  })

  test.each([10, 2 * MIB])('or stops after %i bytes of its body, is not waited for', async (bytes) => {
    const api = (req: IncomingMessage) => void req.on('error', () => {}).resume()
    const stage = await openStage({ api, options: { answerSeconds: 0.1 } })
    const { sent, answered } = start(stage, '/api/', 'POST')
    sent.write(Buffer.alloc(bytes))
    const answer = await answered
    expect([answer.statusCode, errorOf(String(await readAll(answer)))]).toEqual([504, 'api_timeout'])
    sent.destroy()
  })
})

describe('answers of every kind', () => {
  test('server-sent events: headers before the first event, each event as it comes', async () => {
    const next = [Promise.withResolvers<void>(), Promise.withResolvers<void>()] as const
    const stage = await openStage({
      api: async (_, res) => {
        res
          .writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' })
          .flushHeaders()
        await next[0].promise
        res.write('data: 1\n\n')
        await next[1].promise
        res.end('data: 2\n\n')
      },
    })
    const { sent, answered } = start(stage, '/api/events')
    sent.end()
    const res = await answered
    const ended = once(res, 'end')
    expect(res.headers).toMatchObject({
      'content-type': 'text/event-stream',
      'cache-control': 'private, no-cache',
    })
    for (const [index, resolvers] of next.entries()) {
      resolvers.resolve()
      expect(String(await once(res, 'data'))).toBe(`data: ${index + 1}\n\n`)
    }
    await ended
  })

  test('HEAD, 204, 304, a range and an error of the API stay what they are', async () => {
    const stage = await openStage({
      api: (req, res) => {
        if (req.url === '/204') return void res.writeHead(204).end()
        if (req.headers['if-none-match']) return void res.writeHead(304, { etag: '"1"' }).end()
        if (req.headers.range) {
          return void res.writeHead(206, { 'content-range': 'bytes 1-3/9', 'content-length': 3 }).end('bcd')
        }
        res.writeHead(req.url === '/teapot' ? 418 : 200, { 'content-length': 9 }).end('abcdefghi')
      },
    })
    const head = await stage.ask('/api/', { method: 'HEAD' })
    expect([head.status, head.headers['content-length'], head.text]).toEqual([200, '9', ''])
    expect((await stage.ask('/api/204')).status).toBe(204)
    const unchanged = await stage.ask('/api/', { headers: { 'if-none-match': '"1"' } })
    expect([unchanged.status, unchanged.headers.etag, unchanged.text]).toEqual([304, '"1"', ''])
    const part = await stage.ask('/api/', { headers: { range: 'bytes=1-3' } })
    expect([part.status, part.headers['content-range'], part.text]).toEqual([206, 'bytes 1-3/9', 'bcd'])
    expect([(await stage.ask('/api/teapot')).status, (await stage.ask('/api/teapot')).text]).toEqual([
      418,
      'abcdefghi',
    ])
  })

  test('a status that is none is an API in trouble', async () => {
    const stage = await openStage({
      api: (req) => void req.socket.end('HTTP/1.1 999 What\r\ncontent-length: 0\r\n\r\n'),
    })
    expect((await stage.ask('/api/')).status).toBe(502)
  })

  test('a method that fetch does not know is refused', async () => {
    const stage = await openStage({ api: echo() })
    const answer = await stage.ask('/api/', { method: 'TRACE' })
    expect([answer.status, answer.headers.allow]).toEqual([405, expect.stringContaining('GET')])
  })
})
