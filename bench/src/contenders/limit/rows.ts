import { Pool } from 'pg'
import { DATABASE_CONNECTIONS } from '../environment.ts'

/**
 * Round trips to PostgreSQL: one prepared statement each, each row by its primary key. The content of the
 * rows is ignored.
 */
export interface Rows {
  read(table: Table, id: string): Promise<boolean>
  /** A row of the first table with one of each other, in one statement. */
  readTogether(first: Row, ...others: readonly Row[]): Promise<boolean>
  insert(table: Table, id: string): Promise<void>
  /** Compare and set of a grant's generation. */
  advance(id: string, from: number): Promise<boolean>
}

export type Row = readonly [table: Table, id: string]

export type Table = 'sessions' | 'accounts' | 'consents' | 'grants' | 'marks'

const TABLES = ['sessions', 'accounts', 'consents', 'grants', 'marks'] as const

/** About as long as one of our rows. */
const BODY = 'x'.repeat(150)

export async function openRows(databaseUrl: string, accountIds: readonly string[]): Promise<Rows> {
  const pool = new Pool({ connectionString: databaseUrl, max: DATABASE_CONNECTIONS })
  for (const table of TABLES) {
    await pool.query(
      `CREATE TABLE ${table} (id text COLLATE "C" PRIMARY KEY, generation integer NOT NULL, body text NOT NULL) WITH (fillfactor = 80)`,
    )
  }
  const insert = async (table: Table, id: string): Promise<void> => {
    const text = `INSERT INTO ${table} (id, generation, body) VALUES ($1, 0, $2)`
    await pool.query({ name: `insert ${table}`, text, values: [id, BODY] })
  }
  for (const id of accountIds) {
    await insert('accounts', id)
    await insert('consents', id)
  }
  return {
    insert,
    async read(table, id) {
      const text = `SELECT id, generation, body FROM ${table} WHERE id = $1`
      return (await pool.query({ name: `read ${table}`, text, values: [id] })).rowCount === 1
    },
    async readTogether([first, id], ...others) {
      const rows = [[first, id] as const, ...others]
      const columns = rows.map(([table]) => `${table}.id, ${table}.generation, ${table}.body`)
      const joins = others.map(([table], index) => `LEFT JOIN ${table} ON ${table}.id = $${index + 2}`)
      const text = `SELECT ${columns} FROM ${first} ${joins.join(' ')} WHERE ${first}.id = $1`
      const name = `read ${rows.map(([table]) => table).join(' ')}`
      return (await pool.query({ name, text, values: rows.map(([, each]) => each) })).rowCount === 1
    },
    async advance(id, from) {
      const text = 'UPDATE grants SET generation = $3 WHERE id = $1 AND generation = $2'
      const values = [id, from, from + 1]
      return (await pool.query({ name: 'advance', text, values })).rowCount === 1
    },
  }
}
