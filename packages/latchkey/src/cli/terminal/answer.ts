import type { SharedOptions } from '../leaf-command.ts'
import type { Terminal } from './terminal.ts'

/** Writes the result to standard output: the JSON document for programs, or the text for people. */
export function answer(
  terminal: Terminal,
  { json }: SharedOptions,
  result: { readonly document: unknown; readonly text: string },
): void {
  terminal.out(json ? `${JSON.stringify(result.document, null, 2)}\n` : `${result.text}\n`)
}

/** A table with headings, whose columns are as wide as their widest cells. */
export function toTable(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [headings, ...rows.map((row) => row.map(printable))]
  const widths = headings.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)))
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

/** Names and their values, one to a line. */
export function toLines(members: readonly (readonly [name: string, value: string | undefined])[]): string {
  const present = members.filter(([, value]) => value !== undefined && value !== '')
  const width = Math.max(...present.map(([name]) => name.length))
  return present.map(([name, value = '']) => `${name.padEnd(width)}  ${printable(value)}`).join('\n')
}

/** What others have registered must not control the terminal of the person who lists it (attack C-107). */
function printable(value: string): string {
  return value.replaceAll(/[\p{Cc}\u2028\u2029]/gu, '\uFFFD')
}

/** Epoch seconds in readable form, in UTC. */
export function toDate(epochSeconds: number | undefined): string | undefined {
  if (epochSeconds === undefined || epochSeconds === 0) return undefined
  return `${new Date(epochSeconds * 1000).toISOString().slice(0, 16).replace('T', ' ')} UTC`
}
