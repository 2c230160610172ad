import { type DestinationStream, pino } from 'pino'

/** Milliseconds that a line waits for others at most. */
const WAIT_MILLISECONDS = 25
/**
 * Bytes that are written in one piece, always of whole lines: POSIX keeps that many together on a pipe
 * (PIPE_BUF), so that the lines of several processes never mix.
 */
const PIECE_BYTES = 4096
/** Bytes that wait while the reader is slow. Further lines are dropped, and counted. */
const WAITING_BYTES = 8 * 1024 * 1024

/** Standard output or standard error of this process. */
export interface StandardStream {
  readonly fd?: number
  write(text: string): unknown
}

/**
 * Writes lines to a stream of this process: those that come soon after each other at once, and without
 * holding up requests. What waits at exit is written then. When the reader has gone, the log ends quietly.
 */
export function toStandardStream(stream: StandardStream): DestinationStream {
  const { fd } = stream
  // A worker thread has no file descriptor to write to; its lines go through the main thread.
  if (fd === undefined) return stream as DestinationStream
  const output = pino.destination({
    dest: fd,
    sync: false,
    minLength: PIECE_BYTES - 1,
    maxWrite: PIECE_BYTES,
    maxLength: WAITING_BYTES,
  })
  tellOfDropped(output)
  let isDue = false
  const flush = () => {
    isDue = false
    output.flush()
  }
  return {
    write(line) {
      output.write(line)
      if (isDue) return
      isDue = true
      setTimeout(flush, WAIT_MILLISECONDS).unref()
    },
  }
}

/**
 * Counts the lines that were dropped, and says how many once there is room again. A full disk is a slow
 * reader too: what could not be written is tried again with the next lines.
 */
function tellOfDropped(output: ReturnType<typeof pino.destination>): void {
  let lines = 0
  output.on('error', () => {})
  output.on('drop', () => {
    lines += 1
  })
  output.on('drain', () => {
    if (lines === 0) return
    const line = { level: 'warn', time: new Date().toISOString(), lines, msg: DROPPED }
    lines = 0
    output.write(`${JSON.stringify(line)}\n`)
  })
}

const DROPPED = 'lines of the log were dropped: whatever reads them is too slow'
