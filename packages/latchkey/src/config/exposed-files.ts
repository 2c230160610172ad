import { readFileSync, statSync } from 'node:fs'
import type { ParsedConfiguration } from './parse-configuration.ts'
import { sqliteFile } from './parse-storage.ts'

/** A file with secrets that other users of this machine can read. */
export interface ExposedFile {
  readonly file: string
  /** One sentence with the remedy. */
  readonly warning: string
}

/** Literal secrets in a configuration file, in whichever of its languages. */
const WRITTEN_SECRET = /["']?\b(?:secret|clientSecret|previousSecrets|password)["']?\s*:\s*\[?\s*["'`]/
/** Variables that hold secrets, with a value. */
const SECRET_VARIABLE =
  /^[ \t]*(?:export[ \t]+)?\w*(?:SECRET|PASSWORD|TOKEN|KEY|STORAGE|DATABASE_URL)\w*[ \t]*=[ \t]*\S/im

/**
 * Which of the server's own files others can read: its secret, its database and what SQLite keeps beside it.
 * We create all for their owner only; backups that were put back and files that were copied may not be so.
 */
export function findExposedFiles({
  secretFile,
  storage,
}: Pick<ParsedConfiguration, 'secretFile' | 'storage'>): readonly ExposedFile[] {
  const database = typeof storage === 'string' ? sqliteFile(storage) : undefined
  const files = [
    ...(secretFile === undefined ? [] : [secretFile]),
    ...(database === undefined ? [] : ['', '-wal', '-shm'].map((ending) => `${database}${ending}`)),
  ]
  return files.filter(isReadableByOthers).map(toExposedFile)
}

/**
 * Which of the files that a command reads hold secrets and can be read by others: the configuration and the
 * environment file by their content, the key of `tls` by its purpose.
 */
export function findExposedSources(sources: {
  readonly configuration?: string | undefined
  readonly environment?: string | undefined
  readonly tlsKey?: string | undefined
}): readonly ExposedFile[] {
  const { configuration, environment, tlsKey } = sources
  const files = [
    ...(configuration !== undefined && holds(configuration, WRITTEN_SECRET) ? [configuration] : []),
    ...(environment !== undefined && holds(environment, SECRET_VARIABLE) ? [environment] : []),
    ...(tlsKey === undefined ? [] : [tlsKey]),
  ]
  return files.filter(isReadableByOthers).map(toExposedFile)
}

function holds(file: string, pattern: RegExp): boolean {
  try {
    return pattern.test(readFileSync(file, 'utf8'))
  } catch {
    return false
  }
}

/** True when the group or others may read or write a file. Windows has no such permission bits. */
export function isReadableByOthers(file: string): boolean {
  const stats = statSync(file, { throwIfNoEntry: false })
  return stats !== undefined && process.platform !== 'win32' && (stats.mode & 0o077) !== 0
}

function toExposedFile(file: string): ExposedFile {
  return { file, warning: `${file} can be read by other users of this machine: chmod 600 ${file}` }
}
