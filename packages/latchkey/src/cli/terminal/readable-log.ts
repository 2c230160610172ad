import { createLogger, type Logger } from '../../index.ts'
import type { Terminal } from './terminal.ts'

/**
 * A log for people to watch: one short line for each event, on standard error. Secrets are redacted as in the
 * JSON log.
 */
export function createReadableLog(terminal: Terminal): Logger {
  return createLogger({ destination: { write: (line) => terminal.note(toReadable(line)) } })
}

/** Fields whose content is already in the time and the message of an event. */
const repeated = ['event', 'id', 'at', 'name']

function toReadable(line: string): string {
  const { time, level, msg, ...fields }: Record<string, unknown> = JSON.parse(line)
  const clock = String(time).slice(11, 19)
  const told = Object.entries(fields).filter(([name]) => !repeated.includes(name))
  const members = told.map(([name, value]) => `${name}=${toWord(value)}`)
  return `${[clock, level === 'info' ? '' : String(level).toUpperCase(), msg, ...members].filter(Boolean).join('  ')}\n`
}

/**
 * Some terminals also interpret eight-bit control characters, and all reverse the direction of text; JSON
 * escapes neither.
 */
const STEERING = /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu

/**
 * Control characters stay escaped: content from a request must not control the terminal (OWASP ASVS 16.4.1).
 */
function toWord(value: unknown): string {
  if (typeof value === 'string' && /^[\w.:/@+-]+$/.test(value)) return value
  return JSON.stringify(value).replace(STEERING, toEscape)
}

function toEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}
