import { styleText } from 'node:util'
import { createLogger, type Logger } from '../../index.ts'
import { escaped } from './escaped.ts'

/** Where lines for people go, and whether in colours. */
export interface Screen {
  readonly write: (text: string) => void
  readonly hasColours: boolean
}

/** A log for people to watch: one short line for each request and event. Secrets are redacted as in JSON. */
export function createReadableLog({ write, hasColours }: Screen): Logger {
  const paint: Paint = (colour, text) =>
    hasColours ? styleText(colour, text, { validateStream: false }) : text
  return createLogger({ destination: { write: (line) => write(toReadable(line, paint)) } })
}

type Paint = (colour: 'red' | 'yellow' | 'green' | 'gray', text: string) => string
type Fields = Readonly<Record<string, unknown>>

/** Fields whose content is already in the time and the message of an event, or is of use to programs only. */
const repeated = ['event', 'id', 'eventId', 'at', 'name', 'outcome', 'err']

/** What a person looks for stands first, and last what helps to find the same elsewhere. */
const first = ['reason', 'failure', 'clientId']
const last = ['address', 'requestId']

function entriesOf(fields: Fields): readonly (readonly [name: string, value: unknown])[] {
  const others = Object.keys(fields).filter((name) => ![...first, ...last, ...repeated].includes(name))
  return [...first, ...others, ...last]
    .filter((name) => Object.hasOwn(fields, name))
    .map((name) => [name, fields[name]])
}

function toReadable(line: string, paint: Paint): string {
  const { time, level, msg, method, path, status, milliseconds, ...fields }: Fields = JSON.parse(line)
  const clock = paint('gray', String(time).slice(11, 19))
  const request = method === undefined ? [] : [toStatus(status, paint), `${toWord(method)} ${toWord(path)}`]
  const took = milliseconds === undefined ? '' : paint('gray', `${milliseconds} ms`)
  const members = entriesOf(fields).map(([name, value]) => `${paint('gray', `${name}=`)}${toWord(value)}`)
  const parts = [clock, toLevel(level, paint), ...request, took, toMessage(msg, fields), ...members]
  return `${parts.filter(Boolean).join('  ')}\n${toStack(fields.err)}`
}

function toLevel(level: unknown, paint: Paint): string {
  if (level === 'error') return paint('red', 'ERROR')
  return level === 'warn' ? paint('yellow', 'WARN') : ''
}

function toStatus(status: unknown, paint: Paint): string {
  const text = String(status)
  if (text >= '500') return paint('red', text)
  return text >= '400' ? paint('yellow', text) : paint('green', text)
}

/** That a line is about a request, or refused one, can be seen without words. */
function toMessage(message: unknown, { event }: Fields): string {
  if (message === 'refused' || message === 'request') return event === undefined ? '' : escaped(String(event))
  return escaped(String(message ?? ''))
}

/** An error has its stack below the line: what its message says of a request must not steer the screen. */
function toStack(err: unknown): string {
  if (typeof err !== 'object' || err === null) return ''
  const { type, message, stack, cause }: Fields = err as Fields
  const lines = String(stack ?? `${type}: ${message}`).split('\n')
  return lines.map((line) => `    ${escaped(line)}\n`).join('') + toStack(cause)
}

/**
 * Control characters stay escaped: content from a request must not control the terminal (OWASP ASVS 16.4.1).
 */
function toWord(value: unknown): string {
  if (typeof value === 'string' && /^[\w.:/@+-]+$/.test(value)) return value
  return escaped(JSON.stringify(value) ?? '')
}
