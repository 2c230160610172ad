import { type DestinationStream, pino } from 'pino'
import type { Logger } from '../ports/logger.ts'

/** Names of fields that might hold a secret by mistake; their values are logged as `[redacted]`. */
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

/** Creates a logger: one JSON line for each event, in UTC, to standard output or another destination. */
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

/** How long a line waits for others at most, and for how many bytes. */
const WAIT_MILLISECONDS = 25
const KEPT_BYTES = 8 * 1024

/** Lines that come soon after each other are written at once, asynchronously. The rest is written at exit. */
function standardOutput(): DestinationStream {
  const { fd }: { readonly fd?: number } = process.stdout
  // A worker thread has no file descriptor to write to; its lines go through the main thread.
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

/** The time in pino's form: as a member of the line. Formatted anew only when a millisecond has passed. */
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

/**
 * Censors the fields of a line and one level below. Copies nothing in the usual case that there is nothing to
 * censor.
 */
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

/** A logger that writes nothing. */
export const silentLogger: Logger = { debug() {}, info() {}, warn() {}, error() {} }
