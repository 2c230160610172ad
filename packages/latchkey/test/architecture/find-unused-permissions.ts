import type { ImportTable } from './import-table.ts'
import { matches, nameOf, type SourceFile } from './source-tree.ts'

/** What rows of the import table allow although no file of the room needs it. */
export function findUnusedPermissions(
  table: ImportTable,
  sources: readonly Pick<SourceFile, 'package' | 'room' | 'imports'>[],
): readonly string[] {
  return Object.entries(table).flatMap(([room, { values, types = [] }]) => {
    const imports = sources.filter((source) => source.room === room).flatMap(toNamedImports)
    const isImported = (allowed: string) => imports.some(({ name }) => matches(allowed, name))
    const isUsed = (allowed: string) =>
      imports.some(({ name, typeOnly }) => !typeOnly && matches(allowed, name))
    return [
      ...values
        .filter((allowed) => !isUsed(allowed))
        .map((allowed) => `${room}: ${isImported(allowed) ? `only types of ${allowed}` : allowed}`),
      ...types
        .filter((allowed) => !isImported(allowed) || values.includes(allowed))
        .map((allowed) => `${room}: types of ${allowed}`),
    ]
  })
}

function toNamedImports(source: Pick<SourceFile, 'package' | 'imports'>) {
  return source.imports.map(({ target, typeOnly }) => ({ name: nameOf(target, source.package), typeOnly }))
}
