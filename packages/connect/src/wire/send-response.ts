import type { IncomingMessage, ServerResponse } from 'node:http'
import { discardRest } from './discard-rest.ts'
import { setHeader } from './set-header.ts'

/** Writes the response; resolves when it is written or the peer has gone. */
export async function sendResponse(
  response: Response,
  req: IncomingMessage,
  res: ServerResponse,
): Promise<void> {
  if (!res.destroyed) writeHead(response, res)
  if (response.body) await writeBody(response.body, req, res)
  res.end()
  discardRest(req)
}

function writeHead(response: Response, res: ServerResponse): void {
  res.statusCode = response.status
  for (const [name, value] of response.headers) setHeader(res, name, value)
}

async function writeBody(
  body: ReadableStream<Uint8Array>,
  req: IncomingMessage,
  res: ServerResponse,
): Promise<void> {
  const reader = body.getReader()
  if (req.method === 'HEAD' || res.destroyed) return reader.cancel()
  // From here on, a body that fails can only abort the connection; it is too late for another response.
  res.writeHead(res.statusCode)
  // Also ends a read that would wait for ever. Errors of the source no longer matter: the peer has gone.
  res.once('close', () => void reader.cancel().catch(() => {}))
  for (let step = await reader.read(); !step.done; step = await reader.read()) {
    // Before the next chunk, not after the last one: some platforms take all and never say so.
    if (res.writableNeedDrain && !res.destroyed) await drained(res)
    res.write(step.value)
  }
}

function drained(res: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const go = () => {
      res.off('drain', go)
      res.off('close', go)
      resolve()
    }
    res.on('drain', go)
    res.on('close', go)
  })
}
