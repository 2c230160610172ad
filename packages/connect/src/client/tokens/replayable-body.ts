/**
 * The maximum number of bytes of a streamed body that are kept, so that it can be sent again with a newer
 * token.
 */
const REPLAYABLE_BYTES = 1024 * 1024

type Body = Exclude<RequestInit['body'], undefined>

/** A request body, and whether it can be sent twice. */
export interface SendableBody {
  readonly body: Body
  readonly isReplayable: boolean
}

/**
 * Makes a body repeatable if possible. Strings, bytes, forms and files can be sent twice as they are. Of a
 * stream or an iterable, up to 1 MiB is read first; when it is longer, what was read and the rest become one
 * stream, which can be sent only once.
 * @param announcedBytes Its `Content-Length`, if known; a body that is too long anyway is not read first.
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
 * Node's `fetch` also takes async iterables, such as a generator's result, and those too can be read only
 * once.
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
