import { Pool } from 'pg'
import { DATABASE_CONNECTIONS } from '../environment.ts'

/**
 * Round trips to PostgreSQL: one prepared statement each, one row by its primary key. The content of the row
 * is ignored.
 */
export interface Rows {
  read(table: Table, id: string): Promise<boolean>
  insert(table: Table, id: string): Promise<void>
  /** Compare and set of a grant's generation. */
  advance(id: string, from: number): Promise<boolean>
}

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
    async advance(id, from) {
      const text = 'UPDATE grants SET generation = $3 WHERE id = $1 AND generation = $2'
      const values = [id, from, from + 1]
      return (await pool.query({ name: 'advance', text, values })).rowCount === 1
    },
  }
}
