import { closeSync, openSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { nodeSqlite } from 'latchkey-connect/internal'

export interface DatabaseFile {
  /** A file, or `:memory:`. Its folder must exist; the file is created if missing. */
  readonly path: string
  /** For reading only: the file must exist, and every verb that writes fails. */
  readonly readOnly?: boolean
}

/**
 * How long a statement waits for another process, in milliseconds. It blocks this process meanwhile, so it is
 * short.
 */
const BUSY_MILLISECONDS = 1000

/**
 * Opens the file so that a commit is on the disk when it returns, and several processes can use it at once.
 */
export function openDatabaseFile({ path, readOnly = false }: DatabaseFile): DatabaseSync {
  const file = path === ':memory:' ? path : resolve(path)
  if (file !== ':memory:') prepareFile(file, readOnly)
  let database: DatabaseSync | undefined
  try {
    database = new (nodeSqlite().DatabaseSync)(file, { readOnly })
    database.exec(`PRAGMA busy_timeout = ${BUSY_MILLISECONDS}`)
    if (!readOnly) database.exec('PRAGMA journal_mode = WAL')
    // WAL alone may lose the last commits in a power cut; FULL waits for the disk.
    database.exec('PRAGMA synchronous = FULL')
    // Reads the first page: a file that is not a database fails here.
    database.prepare('SELECT count(*) FROM sqlite_schema').get()
    return database
  } catch (error) {
    database?.close()
    throw new Error(`Cannot open the database ${file}: ${reasonOf(error)}`, { cause: error })
  }
}

/** Creates the file for its owner only; SQLite gives the files beside it (-wal, -shm) the same mode. */
function prepareFile(file: string, readOnly: boolean): void {
  try {
    if (readOnly) statSync(file)
    else closeSync(openSync(file, 'a', 0o600))
  } catch (error) {
    throw new Error(`Cannot open the database ${file}: ${reasonOf(error, file)}`, { cause: error })
  }
}

function reasonOf(error: unknown, file = ''): string {
  const { code, errcode } = error as { code?: string; errcode?: number }
  const folder = dirname(file)
  if (code === 'ENOENT') {
    return isFolder(folder)
      ? 'there is no such file. Check the path'
      : `the folder ${folder} does not exist. Create it, or choose another path`
  }
  if (code === 'ENOTDIR') return `${folder} is not a folder. Choose another path`
  if (code === 'EISDIR') return 'this is a folder. Name a file in it'
  if (code === 'EACCES' || code === 'EPERM') {
    return `this process may not write there. Give its user the right to write to ${folder}, or choose another path`
  }
  if (code === 'EROFS') return 'the file system is read-only. Choose another path'
  // Primary result codes of SQLite: https://www.sqlite.org/rescode.html
  switch ((errcode ?? 0) & 0xff) {
    case 5:
      return 'another process keeps it locked. Stop that process, or try again'
    case 11:
    case 26:
      return 'it is not a SQLite database, or it is damaged. Restore it from a backup, or choose another path'
    default:
      return error instanceof Error ? error.message : String(error)
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
}
