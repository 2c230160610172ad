import type { IncomingMessage, ServerResponse } from 'node:http'
import { discardRest } from './discard-rest.ts'
import type { PlainResponse } from './plain-exchange.ts'
import { setHeader } from './set-header.ts'

/** Statuses without a body and without `Content-Length` (RFC 9110 §8.6). */
const bodiless = new Set([204, 304])

/** Writes a response whose whole body is known. */
export function sendPlainResponse(response: PlainResponse, req: IncomingMessage, res: ServerResponse): void {
  if (!res.destroyed) writeHead(response, res)
  res.end(req.method === 'HEAD' ? undefined : response.body)
  discardRest(req)
}

function writeHead({ status, headers, body }: PlainResponse, res: ServerResponse): void {
  const length = bodiless.has(status) ? undefined : String(Buffer.byteLength(body))
  // The host's middleware may have set headers, and with those node can only merge ours one by one.
  if (hasNoHeaders(res)) {
    // An object: hosts that have a `writeHead` of their own do not all know node's lists.
    res.writeHead(status, length === undefined ? headers : { ...headers, 'Content-Length': length })
    return
  }
  res.statusCode = status
  for (const name in headers) setHeader(res, name, headers[name] ?? '')
  if (length !== undefined) res.setHeader('Content-Length', length)
}

function hasNoHeaders(res: ServerResponse): boolean {
  return res.getHeaderNames().length === 0
}
