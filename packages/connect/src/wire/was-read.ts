import type { IncomingMessage } from 'node:http'

/**
 * True when the body is no longer to be had from the request: a body parser has read it, or the request is
 * one of a test tool that is no stream.
 */
export function wasRead(req: Pick<IncomingMessage, 'readableDidRead' | 'readableEnded'>): boolean {
  return req.readableDidRead !== false || req.readableEnded
}
