import { type DestinationStream, pino } from 'pino'
import type { Logger } from '../ports/logger.ts'

/** Names under which a secret could come into a log line by mistake; their values are written as `[redacted]`. */
const SECRETS = [
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
]

/** One JSON line for each event, in UTC, to standard output or to where it is told. */
export function createLogger(
  options: {
    readonly level?: 'debug' | 'info' | 'warn' | 'error'
    readonly destination?: DestinationStream
  } = {},
): Logger {
  const { level = 'info', destination = process.stdout } = options
  const settings = {
    level,
    base: {},
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: { paths: SECRETS.flatMap((name) => [name, `*.${name}`]), censor: '[redacted]' },
  }
  return pino(settings, destination)
}

/** Says nothing. */
export const silentLogger: Logger = { debug() {}, info() {}, warn() {}, error() {} }
