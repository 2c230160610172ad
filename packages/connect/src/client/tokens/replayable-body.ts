/** Bytes of a streamed body that are kept, so that it can be sent again with a newer token. */
const REPLAYABLE_BYTES = 1024 * 1024

type Body = Exclude<RequestInit['body'], undefined>

/** What is to be sent, and whether it can be sent twice. */
export interface SendableBody {
  readonly body: Body
  readonly isReplayable: boolean
}

/**
 * A body of strings, bytes, forms or files can be sent twice as it is. Of a stream, and what else is made
 * while it is read, up to a MiB is read first; when it is longer, what was read and the rest become one
 * stream, which can be sent only once.
 * @param announcedBytes Its `Content-Length`, if that is known: what is too long anyway is not read first.
 */
export async function toSendableBody(
  body: Body | undefined,
  announcedBytes: string | null,
): Promise<SendableBody> {
  const stream = toStream(body)
  if (stream === undefined) return { body: body ?? null, isReplayable: true }
  if (Number(announcedBytes) > REPLAYABLE_BYTES) return { body: stream, isReplayable: false }
  const reader = stream.getReader()
  const { chunks, isWhole } = await readBeginning(reader)
  if (isWhole) return { body: chunks.length === 0 ? null : Buffer.concat(chunks), isReplayable: true }
  return { body: joinStream(chunks, reader), isReplayable: false }
}

/**
 * What `fetch` of Node takes besides a stream, such as a generator's result, is spent after one reading too.
 */
function toStream(body: Body | undefined): ReadableStream<Uint8Array<ArrayBuffer>> | undefined {
  if (body instanceof ReadableStream) return body
  if (typeof body !== 'object' || body === null || !(Symbol.asyncIterator in body)) return undefined
  const chunks = (body as AsyncIterable<Uint8Array<ArrayBuffer>>)[Symbol.asyncIterator]()
  return new ReadableStream(
    {
      async pull(controller) {
        const { done, value } = await chunks.next()
        if (done) controller.close()
        else controller.enqueue(value)
      },
      cancel: async () => void (await chunks.return?.()),
    },
    { highWaterMark: 0 },
  )
}

async function readBeginning(reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>) {
  const chunks: Uint8Array<ArrayBuffer>[] = []
  let bytes = 0
  while (bytes <= REPLAYABLE_BYTES) {
    const { done, value } = await reader.read()
    if (done) return { chunks, isWhole: true }
    bytes += value.byteLength
    chunks.push(value)
  }
  return { chunks, isWhole: false }
}

function joinStream(
  chunks: Uint8Array<ArrayBuffer>[],
  reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream(
    {
      async pull(controller) {
        const read = chunks.shift()
        if (read !== undefined) return controller.enqueue(read)
        const { done, value } = await reader.read()
        if (done) controller.close()
        else controller.enqueue(value)
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  )
}
