import { describe, test } from 'vitest'
import { openPostgresStorage } from '../../src/index.ts'
import { storageContract } from '../../src/testing/storage-contract.ts'
import { useFreshDatabase } from './fresh-database.ts'

const database = useFreshDatabase()

describe("the PostgreSQL storage keeps the contract, on an embedder's pool", () => {
  test.each(storageContract.map((each, index) => ({ ...each, schema: `case_${index}` })))(
    '$name',
    async ({ run, schema }) => {
      const storage = openPostgresStorage({ pool: database.pool, schema })
      await storage.migrate()
      await run(storage).finally(() => storage.close())
    },
  )
})
