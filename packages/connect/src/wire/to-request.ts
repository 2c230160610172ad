import type { IncomingMessage } from 'node:http'
import type { ParsedRequest } from './from-node-request.ts'
import { fromParsedBody } from './from-parsed-body.ts'

/**
 * Converts a node:http request to a fetch `Request`.
 * @param url The absolute URL, from the caller: the Host header must not decide anything.
 * @param mostValues The number of values after which the rest of a parsed form is left out.
 * @throws TypeError for a body that was read and not kept.
 */
export function toRequest(req: IncomingMessage, url: string, mostValues?: number): Request {
  const method = req.method ?? 'GET'
  const headers = toHeaders(req.rawHeaders)
  if (method === 'GET' || method === 'HEAD') return new Request(url, { method, headers })
  if (method === 'TRACE') return withMethod(new Request(url, { headers }), method)
  const init: RequestInit & { duplex: 'half' } = {
    method,
    headers,
    body: toBody(req, mostValues),
    duplex: 'half',
  }
  return new Request(url, init)
}

/**
 * `Request` does not take TRACE (Fetch §2.2.1), but whoever answers has to see it to refuse it. It has no
 * body (RFC 9110 §9.3.8).
 */
function withMethod(request: Request, method: string): Request {
  return Object.defineProperty(request, 'method', { value: method })
}

/**
 * From `rawHeaders`, so that a header that was sent twice (`Authorization`) does not lose its second value.
 */
function toHeaders(rawHeaders: readonly string[]): Headers {
  const headers = new Headers()
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? ''
    // HTTP/2 pseudo-headers are not headers (RFC 9113 §8.3).
    if (!name.startsWith(':')) headers.append(name, rawHeaders[index + 1] ?? '')
  }
  return headers
}

function toBody(
  req: ParsedRequest,
  mostValues: number | undefined,
): ReadableStream<Uint8Array> | Uint8Array<ArrayBuffer> | string {
  if (req.rawBody instanceof Uint8Array) return new Uint8Array(req.rawBody)
  const wasRead = req.readableDidRead || req.readableEnded
  return wasRead ? fromParsedBody(req.body, req.headers['content-type'], mostValues) : toStream(req)
}

/**
 * Unlike `Readable.toWeb`, it does not close the connection when the reader stops early: the error response
 * must still go out.
 */
function toStream(req: IncomingMessage): ReadableStream<Uint8Array> {
  const chunks = req.iterator({ destroyOnReturn: false })
  const pull = async (controller: ReadableStreamDefaultController<Uint8Array>) => {
    const { done, value } = await chunks.next()
    if (done) controller.close()
    else controller.enqueue(value)
  }
  const cancel = async () => void (await chunks.return?.())
  // Nothing is read ahead: node keeps a body that nobody reads, and discards it.
  return new ReadableStream({ pull, cancel }, { highWaterMark: 0 })
}
