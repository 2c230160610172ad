import { resolve } from 'node:path'
import { sqliteFile } from './parse-storage.ts'
import { isPlainObject } from './plain-copy.ts'

/**
 * A copy in which relative paths are resolved against the folder of the configuration, not the one where the
 * command was started.
 */
export function resolvePaths(
  input: Readonly<Record<string, unknown>>,
  folder: string,
): Record<string, unknown> {
  const values: Record<string, unknown> = { ...input }
  const { storage, secretFile, tls } = values
  const database = typeof storage === 'string' ? sqliteFile(storage) : undefined
  if (database !== undefined) values.storage = `sqlite:${resolve(folder, database)}`
  if (typeof secretFile === 'string') values.secretFile = resolve(folder, secretFile)
  if (isPlainObject(tls)) values.tls = resolveTls(tls, folder)
  return values
}

function resolveTls(tls: Record<string, unknown>, folder: string): Record<string, unknown> {
  const toPath = (value: unknown) =>
    typeof value !== 'string' || value === '' || isPem(value) ? value : resolve(folder, value)
  return Object.fromEntries(Object.entries(tls).map(([key, value]) => [key, toPath(value)]))
}

/** A PEM text (RFC 7468), not the path of a file with one. */
export function isPem(value: string): boolean {
  return value.includes('-----BEGIN')
}
