import { closeSync, openSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { explainSqlite, nodeSqlite } from 'latchkey-connect/internal'

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
    throw explainFile(error, { path: file, readOnly })
  }
}

/** Creates the file for its owner only; SQLite gives the files beside it (-wal, -shm) the same mode. */
function prepareFile(file: string, readOnly: boolean): void {
  try {
    if (readOnly) statSync(file)
    else closeSync(openSync(file, 'a', 0o600))
  } catch (error) {
    throw explainFile(error, { path: file, readOnly })
  }
}

/** The error of a file, with the sentence that says what to do. */
export function explainFile(error: unknown, { path, readOnly = false }: DatabaseFile): Error {
  const file = path === ':memory:' ? path : resolve(path)
  const remedy = 'Restore it from a backup, or choose another path'
  const reason = explainSqlite(error, { file, remedy, readOnly })
  return new Error(`Cannot open the database ${file}: ${reason}`, { cause: error })
}
