import type { IncomingMessage } from 'node:http'

/** A response with its whole body. */
export interface Answer {
  readonly status: number
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: Uint8Array<ArrayBuffer>
}

/**
 * Refuses a compressed response, which was not requested: a small one could decompress into a very large one.
 */
export async function readAnswer(response: IncomingMessage, limitBytes: number): Promise<Answer> {
  try {
    if ((response.headers['content-encoding'] ?? 'identity') !== 'identity')
      throw new Error('Fetched in vain: the answer is compressed')
    const { statusCode: status = 0, rawHeaders } = response
    return { status, headers: toPairs(rawHeaders), body: await readBody(response, limitBytes) }
  } finally {
    response.destroy()
  }
}

async function readBody(
  response: AsyncIterable<Buffer>,
  limitBytes: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of response) {
    bytes += chunk.length
    if (bytes > limitBytes) throw new Error(`Fetched in vain: more than ${limitBytes} bytes`)
    chunks.push(chunk)
  }
  return new Uint8Array(Buffer.concat(chunks))
}

/** Names are at even positions, each followed by its value. */
function toPairs(rawHeaders: readonly string[]): Answer['headers'] {
  return rawHeaders.flatMap((name, index) =>
    index % 2 === 0 ? [[name, rawHeaders[index + 1] ?? ''] as const] : [],
  )
}
