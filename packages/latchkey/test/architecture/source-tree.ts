/**
 * The files of both packages, as the architecture tests see them. Paths are relative to a package's `src` and
 * use `/`.
 */
import { globSync, readFileSync } from 'node:fs'
import { join, posix, resolve } from 'node:path'
import { type ImportTable, importTables, type PackageName } from './import-table.ts'
import { type Import, readImports } from './read-imports.ts'

export const repositoryFolder = resolve(import.meta.dirname, '..', '..', '..', '..')
export const packageNames = Object.keys(importTables) as PackageName[]

export function packageFolder(name: PackageName): string {
  return join(repositoryFolder, 'packages', name)
}

export interface SourceFile {
  readonly package: PackageName
  readonly path: string
  readonly room: string
  readonly text: string
  readonly imports: readonly (Import & { readonly target: Target })[]
}

/**
 * Where an import leads: a file of the same package, or a package (`hono`, `node:fs`,
 * `latchkey-connect/internal`).
 */
export type Target = { readonly file: string } | { readonly package: string }

export function readSourceTree(name: PackageName): readonly SourceFile[] {
  const folder = join(packageFolder(name), 'src')
  return listFiles(folder, '**/*.{ts,tsx}').map((path) =>
    toSourceFile(name, path, readFileSync(join(folder, path), 'utf8')),
  )
}

export function listFiles(folder: string, pattern: string): readonly string[] {
  const paths = globSync(pattern, { cwd: folder, exclude: (name) => /node_modules|dist/.test(String(name)) })
  return paths.map((path) => path.replaceAll('\\', '/')).sort()
}

export function toSourceFile(name: PackageName, path: string, text: string): SourceFile {
  const imports = readImports(text).map((found) => ({ ...found, target: toTarget(path, found.specifier) }))
  return { package: name, path, room: toRoom(path, importTables[name]), text, imports }
}

/**
 * The row that a file belongs to: the file itself, or the nearest folder with a row. Under a folder whose
 * folders have rows of their own, a folder without one is a room that nobody has put into the table.
 */
export function toRoom(path: string, table: ImportTable): string {
  if (Object.hasOwn(table, path)) return path
  const rows = Object.keys(table)
  let inner = posix.dirname(path)
  for (let folder = inner; folder !== '.'; inner = folder, folder = posix.dirname(folder)) {
    if (!Object.hasOwn(table, folder)) continue
    const isDivided = rows.some((row) => row.startsWith(`${folder}/`))
    return isDivided && folder !== posix.dirname(path) ? inner : folder
  }
  return path.split('/')[0] ?? path
}

function toTarget(from: string, specifier: string): Target {
  if (specifier.startsWith('.')) return { file: posix.join(posix.dirname(from), specifier) }
  if (specifier.startsWith('latchkey')) return { package: specifier }
  const [scope = '', name = ''] = specifier.split('/')
  return { package: scope.startsWith('@') ? `${scope}/${name}` : scope }
}

/** What the import table calls a target: a room or a package. */
export function nameOf(target: Target, of: PackageName): string {
  return 'file' in target ? toRoom(target.file, importTables[of]) : target.package
}

/** True if a name in the import table stands for this room or package. */
export function matches(allowed: string, name: string): boolean {
  return allowed.endsWith('*') ? name.startsWith(allowed.slice(0, -1)) : allowed === name
}
