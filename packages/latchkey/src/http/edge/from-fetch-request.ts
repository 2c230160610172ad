import type { PlainRequest, PlainResponse } from 'latchkey-connect/internal'
import type { Connection } from './edge-context.ts'

/** Converts a fetch `Request` to a plain one. */
export function fromFetchRequest(request: Request, connection: Connection = {}): PlainRequest {
  return {
    method: request.method,
    path: toPath(request.url),
    remoteAddress: connection.remoteAddress,
    header: (name) => request.headers.get(name) ?? undefined,
    readBody: (limitBytes) => readAtMost(request.body, limitBytes),
  }
}

export function toResponse({ status, headers, body }: PlainResponse, method: string): Response {
  return new Response(body === '' || method === 'HEAD' ? null : body, { status, headers })
}

/** The path of an absolute URL, as `Request` has it. */
export function toPath(url: string): string {
  const start = url.indexOf('/', url.indexOf('//') + 2)
  const end = url.slice(start).search(/[?#]/)
  return end === -1 ? url.slice(start) : url.slice(start, start + end)
}

async function readAtMost(
  body: ReadableStream<Uint8Array> | null,
  limitBytes: number,
): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = []
  let received = 0
  for await (const chunk of body ?? []) {
    received += chunk.byteLength
    if (received > limitBytes) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks, received)
}
