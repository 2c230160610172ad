import type { ImportTable, Room } from './import-table.ts'

type Row = readonly [room: string, allowed: string]

/** The rows of an import table as ARCHITECTURE.md writes them: without Node's own modules. */
export function toDocumentedRows(table: ImportTable): readonly Row[] {
  return Object.entries(table).map(([room, row]) => [room, toWords(row)])
}

/** The rows under a heading of ARCHITECTURE.md. A line may be about several rooms. */
export function readRows(markdown: string, heading: string): readonly Row[] {
  const [, rest = ''] = markdown.split(`| ${heading} | may import |\n|---|---|\n`)
  const [table = ''] = rest.split('\n\n')
  return table.split('\n').flatMap((line) => {
    const [, rooms = '', allowed = ''] = line.split('|').map((cell) => cell.trim())
    return rooms.split(', ').map((room): Row => [room, allowed])
  })
}

function toWords({ values, types = [] }: Room): string {
  const list = new Intl.ListFormat('en-GB').format(toNames(types))
  const parts = [toNames(values).join(', '), list && `types of ${list}`]
  return parts.filter((part) => part !== '').join('; ') || 'nothing'
}

function toNames(allowed: readonly string[]): readonly string[] {
  const names = allowed.filter((name) => !name.startsWith('node:'))
  return names.map((name) => (name === 'latchkey-connect/internal' ? 'connect' : name))
}
