/** The files of the package, as the architecture tests see them. Paths are relative to `src` and use `/`. */
import { globSync, readFileSync } from 'node:fs'
import { join, posix, resolve } from 'node:path'
import { type Import, readImports } from './read-imports.ts'

export const packageFolder = resolve(import.meta.dirname, '..', '..')
export const repositoryFolder = resolve(packageFolder, '..', '..')

export interface SourceFile {
  readonly path: string
  readonly room: string
  readonly text: string
  readonly imports: readonly (Import & { readonly target: Target })[]
}

/** Where an import leads: a file of ours, or a package (`hono`, `node:fs`). */
export type Target = { readonly file: string } | { readonly package: string }

export function readSourceTree(): readonly SourceFile[] {
  const folder = join(packageFolder, 'src')
  return listFiles(folder, '**/*.{ts,tsx}').map((path) =>
    toSourceFile(path, readFileSync(join(folder, path), 'utf8')),
  )
}

export function listFiles(folder: string, pattern: string): readonly string[] {
  const paths = globSync(pattern, { cwd: folder, exclude: (name) => /node_modules|dist/.test(String(name)) })
  return paths.map((path) => path.replaceAll('\\', '/')).sort()
}

export function toSourceFile(path: string, text: string): SourceFile {
  const imports = readImports(text).map((found) => ({ ...found, target: toTarget(path, found.specifier) }))
  return { path, room: toRoom(path), text, imports }
}

export function toRoom(path: string): string {
  const [first = '', second = ''] = path.split('/')
  return first === 'storage' ? `${first}/${second}` : first
}

function toTarget(from: string, specifier: string): Target {
  if (specifier.startsWith('.')) return { file: posix.join(posix.dirname(from), specifier) }
  const [scope = '', name = ''] = specifier.split('/')
  return { package: scope.startsWith('@') ? `${scope}/${name}` : scope }
}
