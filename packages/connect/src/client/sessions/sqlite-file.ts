import { closeSync, openSync } from 'node:fs'
import { resolve } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { setTimeout } from 'node:timers/promises'
import { explainSqlite } from '../../database/explain-sqlite.ts'
import { nodeSqlite } from '../../database/node-sqlite.ts'

/**
 * Milliseconds that a statement blocks this process when the file is locked, before it pauses and tries
 * again.
 */
const BUSY_MILLISECONDS = 50
/** Milliseconds that opening the file blocks when it is locked; nothing can go on without it. */
const OPEN_MILLISECONDS = 1000
/** Milliseconds between two tries of a statement that found the file locked. */
const PAUSE_MILLISECONDS = 20
/** Milliseconds after which a statement gives up on a locked file. */
const LOCKED_MILLISECONDS = 5000

const REMEDY = 'Delete it (all will sign in again), or choose another path'

const TABLE = `
  CREATE TABLE IF NOT EXISTS latchkey_sessions (
    key TEXT NOT NULL PRIMARY KEY, version INTEGER NOT NULL, sealed TEXT NOT NULL, expires_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS latchkey_sessions_expiry ON latchkey_sessions (expires_at);`

/**
 * Opens the file so that a commit is on disk when it returns, and several processes can use it at once. A
 * missing file is created, readable by its owner only; so is a missing table.
 */
export function openSqliteFile(path: string): DatabaseSync {
  const file = path === ':memory:' ? path : resolve(path)
  let database: DatabaseSync | undefined
  try {
    // SQLite gives the files beside it (-wal, -shm) the same mode.
    if (file !== ':memory:') closeSync(openSync(file, 'a', 0o600))
    database = new (nodeSqlite().DatabaseSync)(file)
    database.exec(`PRAGMA busy_timeout = ${OPEN_MILLISECONDS}`)
    database.exec('PRAGMA journal_mode = WAL')
    // WAL alone may lose the last commits in a power cut, and with them refresh tokens; FULL waits for the
    // disk.
    database.exec('PRAGMA synchronous = FULL')
    createTable(database)
    database.exec(`PRAGMA busy_timeout = ${BUSY_MILLISECONDS}`)
    return database
  } catch (error) {
    database?.close()
    const reason = explainSqlite(error, { file, remedy: REMEDY })
    throw new Error(`Cannot open the sessions in ${file}: ${reason}`, { cause: error })
  }
}

/**
 * Runs a statement, and again while another process keeps the file locked, without blocking the event loop in
 * between.
 * @throws Error of SQLite, also when the file stays locked for five seconds
 */
export async function whenUnlocked<Result>(run: () => Result): Promise<Result> {
  const giveUpAt = performance.now() + LOCKED_MILLISECONDS
  for (;;) {
    try {
      return run()
    } catch (error) {
      if (!isLocked(error) || performance.now() > giveUpAt) throw error
      await setTimeout(PAUSE_MILLISECONDS)
    }
  }
}

/** SQLITE_BUSY with any of its extended codes: https://www.sqlite.org/rescode.html#busy */
function isLocked(error: unknown): boolean {
  return (((error as { readonly errcode?: number } | null)?.errcode ?? 0) & 0xff) === 5
}

/**
 * Looks first: an existing table needs no lock, and may be a newer version's, which only ever adds columns.
 */
function createTable(database: DatabaseSync): void {
  const look = () => database.prepare("SELECT name FROM pragma_table_info('latchkey_sessions')").all()
  if (look().length === 0) database.exec(`BEGIN IMMEDIATE; ${TABLE} COMMIT`)
  const names = look().map(({ name }) => name)
  const missing = ['key', 'version', 'sealed', 'expires_at'].filter((name) => !names.includes(name))
  if (missing.length === 0) return
  throw new Error(
    `its table latchkey_sessions lacks ${missing.join(', ')}, so it is not Latchkey's. Choose another file`,
  )
}
