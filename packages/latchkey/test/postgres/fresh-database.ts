import { Pool } from 'pg'
import { inject } from 'vitest'
import { createDatabase, dropDatabase } from '../../../../scripts/postgres-server/create-database.ts'
import { openedForAll } from '../fixtures/opened.ts'

export interface FreshDatabase {
  /** An empty database. */
  readonly url: string
  /** Cuts off whoever is still connected. */
  drop(): Promise<void>
}

/** A database for one test file or one test: on the project's server, or on the one that is given. */
export async function freshDatabase(serverUrl: string = inject('postgresUrl')): Promise<FreshDatabase> {
  const url = await createDatabase(serverUrl)
  return { url, drop: () => dropDatabase(serverUrl, url) }
}

/** A database for all tests of this file, with a pool of the package `pg` on it. */
export function useFreshDatabase(): { readonly url: string; readonly pool: Pool } {
  return openedForAll(async () => {
    const { url, drop } = await freshDatabase()
    const pool = new Pool({ connectionString: url })
    return { url, pool, close: () => pool.end().then(drop) }
  })
}
