import { createLogger, type Logger } from '../index.ts'
import type { Terminal } from './terminal.ts'

/** A log for a person who watches: one short line for each event, on standard error. Secrets are left out as in the other. */
export function createReadableLog(terminal: Terminal): Logger {
  return createLogger({ destination: { write: (line) => terminal.note(toReadable(line)) } })
}

/** What the time and the message of an event say already. */
const repeated = ['event', 'id', 'at', 'name']

function toReadable(line: string): string {
  const { time, level, msg, ...fields }: Record<string, unknown> = JSON.parse(line)
  const clock = String(time).slice(11, 19)
  const told = Object.entries(fields).filter(([name]) => !repeated.includes(name))
  const members = told.map(([name, value]) => `${name}=${toWord(value)}`)
  return `${[clock, level === 'info' ? '' : String(level).toUpperCase(), msg, ...members].filter(Boolean).join('  ')}\n`
}

/** Control characters stay escaped: what a request carried must not steer the terminal (attack C-107). */
function toWord(value: unknown): string {
  const text = JSON.stringify(value)
  return typeof value === 'string' && /^[\w.:/@+-]+$/.test(value) ? value : text
}
