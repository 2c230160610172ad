import { existsSync } from 'node:fs'
import { toShownAddress } from 'latchkey-connect/internal'
import { isForgetful, sqliteFile } from '../../config/parse-storage.ts'
import { resolvePaths } from '../../config/resolve-paths.ts'
import { openStorage, type Storage } from '../../index.ts'
import { CommandError } from '../terminal/command-error.ts'

/** One side of a copy. */
export interface CopyEnd {
  readonly storage: Storage
  /** Identifies it for people: without the user name and password that the URL may contain. */
  readonly name: string
  /** The file, when it is SQLite. */
  readonly file?: string
}

/** Opens the source of a copy. It must exist and be up to date: copying changes nothing in it. */
export async function openSource(url: string, folder: string): Promise<CopyEnd> {
  const source = toAbsolute(url, folder)
  const file = sqliteFile(source)
  if (file !== undefined && !existsSync(file)) {
    throw new CommandError('notFound', `There is no database ${file} to copy from.`)
  }
  const end = await open(source)
  try {
    const pending = await end.storage.pendingMigrations()
    if (pending.length === 0) return end
    throw new CommandError(
      'conflict',
      `${end.name} is not up to date (${pending.length} migrations are pending), or was never used. Bring it up to date with \`latchkey migrate\`, then copy.`,
    )
  } catch (error) {
    await end.storage.close()
    throw error
  }
}

export function openTarget(url: string, folder: string): Promise<CopyEnd> {
  return open(toAbsolute(url, folder))
}

/** Must be called before either is opened: opening a file creates it. */
export function requireTwoDatabases(from: string, to: string, folder: string): void {
  if (toAbsolute(from, folder) !== toAbsolute(to, folder)) return
  throw new CommandError('usage', '--from and --to are the same database.')
}

function toAbsolute(url: string, folder: string): string {
  if (isForgetful(url)) {
    throw new CommandError(
      'usage',
      `"${url}" lives and ends with one process: there is nothing in it to copy, and nothing would stay.`,
    )
  }
  return String(resolvePaths({ storage: url }, folder).storage)
}

async function open(url: string): Promise<CopyEnd> {
  const file = sqliteFile(url)
  return { storage: await openStorage(url), name: toShownAddress(url), ...(file !== undefined && { file }) }
}
