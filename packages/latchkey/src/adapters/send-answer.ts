import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Answer } from '../http/call.ts'
import { discardRest } from './discard-rest.ts'
import { setHeader } from './set-header.ts'

/** Statuses whose answers have no body, nor its length (RFC 9110 §8.6). */
const bodiless = new Set([204, 304])

/** Writes an answer in one piece. */
export function sendAnswer(answer: Answer, req: IncomingMessage, res: ServerResponse): void {
  if (!res.destroyed) writeHead(answer, res)
  res.end(req.method === 'HEAD' ? undefined : answer.body)
  discardRest(req)
}

function writeHead({ status, headers, body }: Answer, res: ServerResponse): void {
  const length = bodiless.has(status) ? {} : { 'Content-Length': String(Buffer.byteLength(body)) }
  const all = { ...headers, ...length }
  // In a host's app, its middleware may have set headers; node merges a list with them only one by one.
  if (res.getHeaderNames().length === 0) return void res.writeHead(status, Object.entries(all).flat())
  res.statusCode = status
  for (const [name, value] of Object.entries(all)) setHeader(res, name, value)
}
