import { Pool } from 'pg'
import { afterAll, beforeAll, describe, test } from 'vitest'
import { openPostgresStorage } from '../../src/index.ts'
import { storageContract } from '../../src/testing/storage-contract.ts'
import { type FreshDatabase, freshDatabase } from './fresh-database.ts'

let database: FreshDatabase
let pool: Pool
beforeAll(async () => {
  database = await freshDatabase()
  pool = new Pool({ connectionString: database.url })
})
afterAll(async () => {
  await pool.end()
  await database.drop()
})

describe("the PostgreSQL storage keeps the contract, on an embedder's pool", () => {
  test.each(storageContract.map((each, index) => ({ ...each, schema: `case_${index}` })))(
    '$name',
    async ({ run, schema }) => {
      const storage = openPostgresStorage({ pool, schema })
      await storage.migrate()
      await run(storage).finally(() => storage.close())
    },
  )
})
