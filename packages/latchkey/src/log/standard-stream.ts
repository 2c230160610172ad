import type { DestinationStream } from 'pino'
import { type LineWriter, openLineWriter } from './line-writer.ts'

/** Milliseconds that a line waits for others at most. */
const WAIT_MILLISECONDS = 25
/** Milliseconds after which a reader that was not ready is tried again. */
const RETRY_MILLISECONDS = 10
/** Milliseconds that the end of the process waits for a reader that takes nothing. */
const END_MILLISECONDS = 2000

/** Standard output or standard error of this process. */
export interface StandardStream {
  readonly fd?: number
  write(text: string): unknown
}

/** One for each stream, whoever logs to it. */
const opened = new Map<number, DestinationStream>()

/**
 * Writes lines to a stream of this process: those that come soon after each other at once. Nothing waits for
 * a slow reader, but the end of the process, as long as it takes something every two seconds. When the reader
 * has gone, the log ends quietly.
 */
export function toStandardStream(stream: StandardStream): DestinationStream {
  const { fd } = stream
  // A worker thread has no file descriptor to write to; its lines go through the main thread.
  if (fd === undefined) return stream as DestinationStream
  const known = opened.get(fd)
  if (known !== undefined) return known
  const destination = openDestination(openLineWriter(fd))
  opened.set(fd, destination)
  return destination
}

function openDestination(writer: LineWriter): DestinationStream {
  let timer: NodeJS.Timeout | undefined
  const later = (milliseconds: number) => {
    timer ??= setTimeout(flush, milliseconds).unref()
  }
  const flush = () => {
    clearTimeout(timer)
    timer = undefined
    if (writer.flush() > 0) later(RETRY_MILLISECONDS)
  }
  // Also after an error that nobody caught, and at process.exit().
  process.on('exit', () => finish(writer))
  return {
    write(line) {
      if (writer.add(line)) flush()
      else later(WAIT_MILLISECONDS)
    },
  }
}

function finish(writer: LineWriter): void {
  let left = Number.POSITIVE_INFINITY
  let takenAt = performance.now()
  while (left > 0 && performance.now() - takenAt < END_MILLISECONDS) {
    const now = writer.flush()
    if (now < left) takenAt = performance.now()
    left = now
    if (left > 0) sleep(1)
  }
}

/** At the end of a process there is no timer any more. */
function sleep(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds)
}
