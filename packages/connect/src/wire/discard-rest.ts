import type { IncomingMessage } from 'node:http'

const maxBytes = 16 * 1024 * 1024
const maxMilliseconds = 1000

/**
 * Reads and discards what the client still sends after its response. Closing the connection at once would
 * often lose the response too (RFC 9112 §9.6); a client that sends too much or for too long is cut off.
 */
export function discardRest(req: IncomingMessage): void {
  const isWhole = req.complete && (!req.readableDidRead || req.readableEnded)
  // A request of a test tool may be no stream at all.
  if (isWhole || req.readableDidRead === undefined) return
  let bytes = 0
  const timer = setTimeout(() => req.destroy(), maxMilliseconds)
  timer.unref()
  req.on('error', () => {})
  req.once('end', () => clearTimeout(timer))
  req.once('close', () => clearTimeout(timer))
  req.on('data', (chunk: Buffer) => {
    bytes += chunk.byteLength
    if (bytes > maxBytes) req.destroy()
  })
}
