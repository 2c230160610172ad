import type { Pool } from 'pg'
import type { PgPool } from '../../src/index.ts'

export interface CountedPool {
  readonly pool: PgPool
  /** The texts of the statements since the beginning or the last reset. */
  readonly statements: readonly string[]
  reset(): void
}

/** The same pool, which notes every statement. */
export function countedPool(inner: Pool): CountedPool {
  const statements: string[] = []
  const pool: PgPool = {
    async connect() {
      const client = await inner.connect()
      return {
        query(query) {
          statements.push(query.text)
          return client.query(query)
        },
        release: (error) => client.release(error),
        on: (event, listener) => client.on(event, listener),
        removeListener: (event, listener) => client.removeListener(event, listener),
      }
    },
    end: () => inner.end(),
    on: (event, listener) => inner.on(event, listener),
  }
  return {
    pool,
    statements,
    reset: () => {
      statements.length = 0
    },
  }
}
