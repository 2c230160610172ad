import { type DestinationStream, pino } from 'pino'
import type { Logger } from '../ports/logger.ts'

/**
 * Names under which a secret could come into a log line by mistake; their values are written as `[redacted]`.
 */
const SECRETS: ReadonlySet<string> = new Set([
  'authorization',
  'cookie',
  'password',
  'secret',
  'client_secret',
  'clientSecret',
  'client_assertion',
  'code',
  'code_verifier',
  'access_token',
  'refresh_token',
  'id_token',
  'token',
])

const CENSORED = '[redacted]'

/** One JSON line for each event, in UTC, to standard output or to where it is told. */
export function createLogger(
  options: {
    readonly level?: 'debug' | 'info' | 'warn' | 'error'
    readonly destination?: DestinationStream
  } = {},
): Logger {
  const { level = 'info', destination = standardOutput() } = options
  const settings = {
    level,
    base: {},
    timestamp: createTimestamp(),
    formatters: { level: (label: string) => ({ level: label }), log: withoutSecrets },
  }
  return pino(settings, destination)
}

/** How long a line waits for others at most, and how much of them. */
const WAIT_MILLISECONDS = 25
const KEPT_BYTES = 8 * 1024

/**
 * Lines that come soon after each other go out in one piece, while the server works on. What is left is
 * written at exit.
 */
function standardOutput(): DestinationStream {
  const { fd }: { readonly fd?: number } = process.stdout
  // A worker thread has no file of its own to write to; its lines go through the main thread.
  if (fd === undefined) return process.stdout
  const output = pino.destination({ dest: fd, sync: false, minLength: KEPT_BYTES })
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

/** The time as pino wants it: a member of the line. Written anew when a millisecond has passed. */
function createTimestamp(): () => string {
  let writtenAt = 0
  let text = ''
  return () => {
    const now = Date.now()
    if (now !== writtenAt) {
      writtenAt = now
      text = `,"time":"${new Date(now).toISOString()}"`
    }
    return text
  }
}

type Fields = Readonly<Record<string, unknown>>

/** Looks at the fields of a line and one level below; hardly ever is there anything to take out. */
function withoutSecrets(fields: Record<string, unknown>): Record<string, unknown> {
  for (const name in fields) if (isSecret(name, fields[name])) return censored(fields)
  return fields
}

function isSecret(name: string, value: unknown): boolean {
  return SECRETS.has(name) || (isPlainObject(value) && Object.keys(value).some((inner) => SECRETS.has(inner)))
}

function censored(fields: Fields, depth = 0): Record<string, unknown> {
  const entries = Object.entries(fields).map(([name, value]) => {
    if (SECRETS.has(name)) return [name, CENSORED]
    return [name, depth === 0 && isPlainObject(value) ? censored(value, 1) : value]
  })
  return Object.fromEntries(entries)
}

function isPlainObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
}

/** Says nothing. */
export const silentLogger: Logger = { debug() {}, info() {}, warn() {}, error() {} }
