import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Answer } from '../http/call.ts'
import { discardRest } from './discard-rest.ts'
import { setHeader } from './set-header.ts'

/** Statuses whose answers have no body, nor its length (RFC 9110 §8.6). */
const bodiless = new Set([204, 304])

/** Writes an answer in one piece. */
export function sendAnswer(
  { status, headers, body }: Answer,
  req: IncomingMessage,
  res: ServerResponse,
): void {
  if (!res.destroyed) {
    res.statusCode = status
    for (const name in headers) setHeader(res, name, headers[name] ?? '')
    if (!bodiless.has(status)) res.setHeader('Content-Length', Buffer.byteLength(body))
  }
  res.end(req.method === 'HEAD' ? undefined : body)
  discardRest(req)
}
