import { writeSync } from 'node:fs'

/**
 * Bytes that are written in one piece, always of whole lines: POSIX keeps that many together on a pipe
 * (PIPE_BUF), so that the lines of several processes never mix.
 */
const PIECE_BYTES = 4096
/** Bytes that wait while the reader is slow. Further lines are dropped, and counted. */
const WAITING_BYTES = 8 * 1024 * 1024

/** What waits to be written to a file descriptor. */
export interface LineWriter {
  /** Adds a line; true when it is time to write. */
  add(line: string): boolean
  /** Writes what waits. Returns the bytes that still do, because the reader is not ready. */
  flush(): number
}

/**
 * Node opens standard output and error, if they are pipes or sockets, so that a write never waits: either all
 * of a piece is written or nothing (POSIX write, O_NONBLOCK). So a write costs some microseconds for many
 * lines, and none is under way when the process ends. A write that another thread does would be lost then.
 */
export function openLineWriter(fd: number): LineWriter {
  let pieces: Buffer[] = []
  let last = ''
  let lastBytes = 0
  let bytes = 0
  let dropped = 0
  let isClosed = false
  let isStuck = false

  function endPiece(): void {
    if (last !== '') pieces.push(Buffer.from(last))
    last = ''
    lastBytes = 0
  }

  function append(line: string, length: number): void {
    if (lastBytes + length > PIECE_BYTES) endPiece()
    last += line
    lastBytes += length
    bytes += length
  }

  /** Whatever the error is, the lines are kept: a full disk is a slow reader too. */
  function writePieces(): void {
    let written = 0
    try {
      for (const piece of pieces) {
        const length = writeSync(fd, piece)
        bytes -= length
        if (length < piece.byteLength) {
          pieces[written] = piece.subarray(length)
          break
        }
        written += 1
      }
    } catch (cause) {
      isClosed = isBrokenPipe(cause)
    }
    pieces = isClosed ? [] : pieces.slice(written)
    if (isClosed) bytes = 0
    isStuck = pieces.length > 0
  }

  return {
    add(line) {
      if (isClosed) return false
      const length = Buffer.byteLength(line)
      if (bytes + length > WAITING_BYTES) dropped += 1
      else append(line, length)
      return bytes >= PIECE_BYTES && !isStuck
    },
    flush() {
      endPiece()
      writePieces()
      if (isStuck || isClosed || dropped === 0) return bytes
      const told = toLine(dropped)
      dropped = 0
      append(told, Buffer.byteLength(told))
      return bytes
    },
  }
}

function toLine(lines: number): string {
  const msg = 'lines of the log were dropped: whatever reads them is too slow'
  return `${JSON.stringify({ level: 'warn', time: new Date().toISOString(), lines, msg })}\n`
}

function isBrokenPipe(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && cause.code === 'EPIPE'
}
