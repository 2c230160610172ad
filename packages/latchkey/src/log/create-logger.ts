import { type DestinationStream, pino } from 'pino'
import type { Logger } from '../ports/logger.ts'
import { type StandardStream, toStandardStream } from './standard-stream.ts'
import { toErrorFields } from './to-error-fields.ts'

/** Names of fields that might hold a secret by mistake; their values are logged as `[redacted]`. */
const SECRETS: ReadonlySet<string> = new Set([
  'authorization',
  'cookie',
  'set-cookie',
  'password',
  'secret',
  'client_secret',
  'clientSecret',
  'client_assertion',
  'clientAssertion',
  'assertion',
  'code',
  'code_verifier',
  'codeVerifier',
  'access_token',
  'accessToken',
  'refresh_token',
  'refreshToken',
  'id_token',
  'idToken',
  'id_token_hint',
  'token',
])

const CENSORED = '[redacted]'

/**
 * Creates a logger: one JSON line for each thing that happens, in UTC, to standard output or another
 * destination. With `process.stdout` or `process.stderr`, lines are written in batches and without waiting,
 * at exit the rest; at most 8 MiB wait for a slow reader, further lines are dropped and counted.
 */
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
    timestamp: createTimestamp(),
    formatters: { level: (label: string) => ({ level: label }), log: withoutSecrets },
    serializers: { err: (err: unknown) => toErrorFields(err) },
  }
  return pino(settings, isStandard(destination) ? toStandardStream(destination) : destination)
}

function isStandard(destination: DestinationStream): destination is StandardStream & DestinationStream {
  return destination === process.stdout || destination === process.stderr
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
