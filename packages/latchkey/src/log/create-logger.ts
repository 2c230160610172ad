import { type DestinationStream, pino } from 'pino'
import type { Logger } from '../ports/logger.ts'

/** Names under which a secret could come into a log line by mistake; their values are written as `[redacted]`. */
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
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }), log: withoutSecrets },
  }
  return pino(settings, destination)
}

/** Written while the server works on; lines that come meanwhile go out together with the next. What waits is written at exit. */
function standardOutput(): DestinationStream {
  return pino.destination({ dest: process.stdout.fd, sync: false })
}

type Fields = Readonly<Record<string, unknown>>

/** Looks at the fields of a line and one level below. */
function withoutSecrets(fields: Fields): Record<string, unknown> {
  const written: Record<string, unknown> = {}
  for (const name in fields) written[name] = SECRETS.has(name) ? CENSORED : withoutInnerSecrets(fields[name])
  return written
}

function withoutInnerSecrets(value: unknown): unknown {
  if (!isPlainObject(value) || !Object.keys(value).some((name) => SECRETS.has(name))) return value
  const entries = Object.entries(value)
  return Object.fromEntries(entries.map(([name, inner]) => [name, SECRETS.has(name) ? CENSORED : inner]))
}

function isPlainObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
}

/** Says nothing. */
export const silentLogger: Logger = { debug() {}, info() {}, warn() {}, error() {} }
