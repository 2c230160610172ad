import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import { accountId, accountIndex, grantId, type Population } from './population.ts'

const DAY = 24 * 3600
const ROWS_PER_COMMIT = 50_000

/** Fills Latchkey's file. It must already contain one grant, opened by a real request. */
export function populateSqlite(url: string, population: Population): void {
  withDatabase(url, (database) => {
    const indexes = dropIndexes(database)
    const one = database.prepare('SELECT * FROM accounts LIMIT 1').get() ?? {}
    insert(database, 'accounts', population.accounts, (index) => {
      const id = accountId(index)
      const username = `${id}@example.com`
      return { ...one, id, username, canonical_username: username }
    })
    const now = Math.floor(Date.now() / 1000)
    const grant = database.prepare('SELECT * FROM grants LIMIT 1').get() ?? {}
    insert(database, 'grants', population.grants, (index) => ({
      ...grant,
      id: grantId(index, population),
      account_id: accountId(accountIndex(index, population)),
      session_id: null,
      ...opened(now - ((index * 31) % (30 * DAY))),
      expires_at: now + 30 * DAY,
      absolute_expires_at: now - ((index * 31) % (30 * DAY)) + 180 * DAY,
    }))
    for (const sql of indexes) database.exec(sql)
    database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  })
}

function opened(at: number) {
  return { generation: 0, rotated_at: at, created_at: at, auth_time: at }
}

/** Adds grants that have expired: work for the sweeper. */
export function addEndedSqlite(url: string, count: number): void {
  withDatabase(url, (database) => {
    const grant = database.prepare('SELECT * FROM grants LIMIT 1').get() ?? {}
    insert(database, 'grants', count, (index) => ({
      ...grant,
      id: accountId(-1 - index),
      session_id: null,
      expires_at: 1,
      absolute_expires_at: 1,
    }))
  })
}

export function countEndedSqlite(url: string): number {
  return withDatabase(url, (database) => {
    const row = database.prepare('SELECT count(*) AS n FROM grants WHERE absolute_expires_at <= 1').get()
    return Number(row?.n)
  })
}

function insert(
  database: DatabaseSync,
  table: string,
  count: number,
  rowOf: (index: number) => Record<string, SQLInputValue>,
): void {
  const columns = Object.keys(rowOf(0))
  const sql = `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map((name) => `:${name}`).join(', ')})`
  const statement = database.prepare(sql)
  for (let from = 0; from < count; from += ROWS_PER_COMMIT) {
    database.exec('BEGIN IMMEDIATE')
    for (let index = from; index < Math.min(count, from + ROWS_PER_COMMIT); index++)
      statement.run(rowOf(index))
    database.exec('COMMIT')
  }
}

/** Building the indexes afterwards is faster than updating them with each insert. */
function dropIndexes(database: DatabaseSync): readonly string[] {
  const found = database
    .prepare(
      "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'grants' AND sql IS NOT NULL",
    )
    .all()
  for (const { name } of found) database.exec(`DROP INDEX ${name}`)
  return found.map(({ sql }) => String(sql))
}

function withDatabase<Result>(url: string, work: (database: DatabaseSync) => Result): Result {
  const database = new DatabaseSync(url.slice('sqlite:'.length), { timeout: 30_000 })
  try {
    // Filling is not measured, and after a crash we would simply start again.
    database.exec('PRAGMA synchronous = OFF; PRAGMA cache_size = -1000000')
    return work(database)
  } finally {
    database.close()
  }
}
