import type { ColumnValue } from '../rows/table.ts'
import type { PgTypes } from './pg-pool.ts'

export type SqlValue = ColumnValue | readonly ColumnValue[]

/*
 * PostgreSQL's text holds all whole characters but U+0000. U+0000 and half a surrogate pair are stored
 * escaped with a leading U+0001; a literal U+0001 is escaped too. JSON texts stay as they are: JSON escapes
 * all three by itself.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const UNSTORABLE = /[\u0000\u0001]|\p{Surrogate}/gu
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const SPELLED_OUT = /\u0001([0-9a-f]{4})/g

export function spell(text: string): string {
  return isStorable(text) ? text : text.replace(UNSTORABLE, (found) => `\u0001${toHex(found.charCodeAt(0))}`)
}

export function unspell(text: string): string {
  if (!text.includes('\u0001')) return text
  return text.replace(SPELLED_OUT, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}

function isStorable(text: string): boolean {
  return !text.includes('\u0000') && !text.includes('\u0001') && text.isWellFormed()
}

function toHex(code: number): string {
  return code.toString(16).padStart(4, '0')
}

/** A value, for `pg` to send. */
export function toWire(value: SqlValue): string | null {
  if (value === null) return null
  if (typeof value === 'string') return spell(value)
  return isArray(value) ? toArrayLiteral(value) : String(value)
}

/** An array in PostgreSQL's input form (PostgreSQL 8.15.2). */
function toArrayLiteral(values: readonly ColumnValue[]): string {
  let literal = '{'
  for (const value of values) {
    if (literal.length > 1) literal += ','
    if (typeof value !== 'string') literal += value === null ? 'NULL' : String(value)
    else literal += quote(spell(value))
  }
  return `${literal}}`
}

function quote(text: string): string {
  const isPlain = !(text.includes('"') || text.includes('\\'))
  return isPlain ? `"${text}"` : `"${text.replace(/["\\]/g, '\\$&')}"`
}

// Object identifiers of pg_type.
const BOOL = 16
const NUMBERS = new Set([20, 21, 23])

/** Reads columns for our statements only: the pool and its own parsers may be the embedder's. */
export const fromWire: PgTypes = {
  getTypeParser(oid) {
    if (NUMBERS.has(oid)) return Number
    return oid === BOOL ? (text) => text === 't' : unspell
  },
}

function isArray(value: SqlValue): value is readonly ColumnValue[] {
  return Array.isArray(value)
}
