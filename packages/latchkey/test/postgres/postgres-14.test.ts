import { afterAll, beforeAll, describe, test } from 'vitest'
import { findBinaries } from '../../../../scripts/postgres-server/find-binaries.ts'
import {
  type PostgresServer,
  startPostgresServer,
} from '../../../../scripts/postgres-server/postgres-server.ts'
import { openStorage } from '../../src/storage/open-storage.ts'
import { storageContract } from '../../src/testing/storage-contract.ts'

const isThere = findBinaries(14) !== undefined
if (!isThere) console.warn('PostgreSQL 14 is not tested: npm brings its binaries for Linux x64 only')

describe.skipIf(!isThere)('the PostgreSQL storage keeps the contract on the oldest version, 14', () => {
  let server: PostgresServer
  let database: string
  beforeAll(async () => {
    server = await startPostgresServer({ version: 14 })
    database = await server.createDatabase()
  })
  afterAll(() => server.stop())

  test.each(storageContract.map((each, index) => ({ ...each, schema: `case_${index}` })))(
    '$name',
    async ({ run, schema }) => {
      const storage = await openStorage(`${database}?schema=${schema}`)
      try {
        await storage.migrate()
        await run(storage)
      } finally {
        await storage.close()
      }
    },
  )
})
