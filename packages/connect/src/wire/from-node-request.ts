import type { IncomingMessage } from 'node:http'
import { fromParsedBody } from './from-parsed-body.ts'
import { peerOf } from './peer-of.ts'
import type { PlainRequest } from './plain-exchange.ts'
import { findHeader } from './sent-headers.ts'
import { wasRead } from './was-read.ts'

/** No form of the server has as many values, and whoever reads more than it accepts refuses them all. */
export const MOST_VALUES = 1001

/** What body parsers leave on a request. */
export interface ParsedRequest extends IncomingMessage {
  readonly body?: unknown
  readonly rawBody?: unknown
}

/** A request of node:http as a plain one. Its body is not read yet. */
export function fromNodeRequest(req: ParsedRequest, pathname: string): PlainRequest {
  return {
    method: req.method ?? 'GET',
    path: pathname,
    remoteAddress: peerOf(req.socket),
    header: (name) => findHeader(req, name),
    readBody: (limitBytes) => readBody(req, limitBytes),
  }
}

async function readBody(req: ParsedRequest, limitBytes: number): Promise<Uint8Array | undefined> {
  if (req.rawBody instanceof Uint8Array) return withinLimit(req.rawBody, limitBytes)
  if (!wasRead(req)) return readStream(req, limitBytes)
  const body = fromParsedBody(req.body, req.headers['content-type'], MOST_VALUES)
  return withinLimit(typeof body === 'string' ? Buffer.from(body) : body, limitBytes)
}

function withinLimit(bytes: Uint8Array, limitBytes: number): Uint8Array | undefined {
  return bytes.byteLength > limitBytes ? undefined : bytes
}

/** Stops at the limit without closing the connection: the error response must still go out. */
function readStream(req: IncomingMessage, limitBytes: number): Promise<Uint8Array | undefined> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let received = 0
    const take = (chunk: Buffer) => {
      received += chunk.byteLength
      chunks.push(chunk)
      if (received > limitBytes) settle(() => resolve(undefined))
    }
    const finish = () => settle(() => resolve(join(chunks, received)))
    const fail = () => settle(() => reject(new Error('The peer went away in the middle of its request')))
    const settle = (outcome: () => void) => {
      req.off('data', take).off('end', finish).off('error', fail).off('close', fail)
      outcome()
    }
    req.on('data', take).on('end', finish).on('error', fail).on('close', fail)
  })
}

/** Most bodies are one chunk, which need not be copied. */
function join(chunks: readonly Buffer[], bytes: number): Buffer {
  const [first] = chunks
  return chunks.length === 1 && first ? first : Buffer.concat(chunks, bytes)
}
