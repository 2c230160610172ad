import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { AuthorizationServer } from '../../src/authorization-server.ts'
import { answerParseErrors } from '../../src/cli/serve/answer-parse-errors.ts'
import { createAuthorizationServer } from '../../src/create-authorization-server.ts'
import { sendBytes } from '../adapters/send.ts'

let server: AuthorizationServer
let listener: Server
let port: number
const lines: object[] = []
const write = (fields: object) => void lines.push(fields)
beforeAll(async () => {
  server = await createAuthorizationServer({
    issuer: 'https://id.example',
    storage: 'memory:',
    logger: { debug() {}, info: write, warn: write, error: write },
  })
  const limits = { maxHeaderSize: 4096, headersTimeout: 500, connectionsCheckingInterval: 50 }
  listener = createServer(limits, (req, res) => {
    if (req.url === '/slow') res.write('begun')
    else if (req.url !== '/reads') res.end('ok')
    else req.resume()
  })
  answerParseErrors(listener, server)
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve))
  port = (listener.address() as AddressInfo).port
})
afterAll(async () => {
  listener.closeAllConnections()
  listener.close()
  await server.close()
})

const WORDS: Readonly<Record<number, RegExp>> = {
  400: /must follow HTTP/,
  408: /in time$/,
  413: /chunks .* too long$/,
  431: /headers .* too long$/,
}

describe("what node's parser refuses is answered with the headers of every response", () => {
  test.each([
    ['a NUL in the target', 'GET /\0 HTTP/1.1\r\nHost: a\r\n\r\n', 400],
    ['a line break in a header', 'GET / HTTP/1.1\r\nHost: a\r\nX: a\rb\r\n\r\n', 400],
    [
      'two lengths (RFC 9112 §6.3)',
      'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n',
      400,
    ],
    [
      'a length and chunks, which smuggle (RFC 9112 §6.3)',
      'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n',
      400,
    ],
    ['no HTTP at all', 'hello\r\n\r\n', 400],
    ['too many headers', `GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(8000)}\r\n\r\n`, 431],
    [
      'too much beside the chunks of a body',
      `POST /reads HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1;${'x'.repeat(20_000)}\r\n`,
      413,
    ],
    ['headers that never end', 'GET / HTTP/1.1\r\nHost: a\r\n', 408],
  ])('%s, and its line in the log says the same', async (_name, bytes, status) => {
    lines.length = 0
    const response = await sendBytes(port, bytes)
    expect(response).toMatch(new RegExp(`^HTTP/1\\.1 ${status} \\w`))
    expect(response).toMatch(/^Connection: close\r$/im)
    expect(response).toMatch(/^X-Content-Type-Options: nosniff\r$/im)
    expect(response).toMatch(/^Content-Security-Policy: default-src 'none'/im)
    expect(response).toMatch(/^X-Request-Id: /im)
    const { error, error_description: description } = JSON.parse(response.split('\r\n\r\n')[1] ?? '')
    expect(error).toBe('invalid_request')
    expect(description).toMatch(WORDS[status] ?? /^$/)
    const requestId = /^X-Request-Id: (.*)\r$/im.exec(response)?.[1]
    expect(lines).toEqual([
      expect.objectContaining({ requestId, status, description, reason: 'malformed_request' }),
    ])
  })

  test('a response that has begun is cut off, not continued with another', async () => {
    const response = await sendBytes(port, 'GET /slow HTTP/1.1\r\nHost: a\r\n\r\nnonsense\r\n\r\n')
    expect(response).not.toContain('HTTP/1.1 400')
  })
})
