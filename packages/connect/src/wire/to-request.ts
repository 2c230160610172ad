import type { IncomingMessage } from 'node:http'
import type { ParsedRequest } from './from-node-request.ts'
import { fromParsedBody } from './from-parsed-body.ts'
import { toHeaders } from './sent-headers.ts'
import { wasRead } from './was-read.ts'

/**
 * Converts a node:http request to a fetch `Request`.
 * @param url The absolute URL, from the caller: the Host header must not decide anything.
 * @param mostValues The number of values after which the rest of a parsed form is left out.
 */
export function toRequest(req: IncomingMessage, url: string, mostValues?: number): Request {
  const method = req.method ?? 'GET'
  const headers = toHeaders(req)
  if (method === 'GET' || method === 'HEAD' || !isTaken(method)) return toBodiless(url, { method, headers })
  const init: RequestInit & { duplex: 'half' } = {
    method,
    headers,
    body: toBody(req, mostValues),
    duplex: 'half',
  }
  return new Request(url, init)
}

/** A fetch `Request` without a body, whatever its method is. */
export function toBodiless(
  url: string,
  { method, headers }: { readonly method: string; readonly headers: Headers },
): Request {
  if (isTaken(method)) return new Request(url, { method, headers })
  // Whoever answers has to see the method to refuse it.
  return Object.defineProperty(new Request(url, { headers }), 'method', { value: method })
}

/** `Request` takes no CONNECT, TRACE or TRACK (Fetch §2.2.1), nor what is no method (RFC 9110 §5.6.2). */
function isTaken(method: string): boolean {
  return /^(?!(?:connect|trace|track)$)[\w!#$%&'*+.^`|~-]+$/i.test(method)
}

function toBody(
  req: ParsedRequest,
  mostValues: number | undefined,
): ReadableStream<Uint8Array> | Uint8Array<ArrayBuffer> | string {
  if (req.rawBody instanceof Uint8Array) return new Uint8Array(req.rawBody)
  if (!wasRead(req)) return toStream(req)
  try {
    return fromParsedBody(req.body, req.headers['content-type'], mostValues)
  } catch (cause) {
    // Whoever reads the body is told, as with one that breaks off.
    return new ReadableStream({ pull: (controller) => controller.error(cause) })
  }
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
