import { describe, test } from 'vitest'
import { openSqliteStorage } from '../../src/storage/sqlite/open-sqlite-storage.ts'
import { storageContract } from '../../src/testing/storage-contract.ts'
import { inTemporaryFolder } from '../fixtures/temporary-folder.ts'

describe('the SQLite storage keeps the contract', () => {
  test.each(storageContract)('$name', ({ run }) =>
    inTemporaryFolder(async (folder) => {
      const storage = openSqliteStorage({ path: `${folder}/latchkey.db` })
      await storage.migrate()
      await run(storage).finally(() => storage.close())
    }),
  )
})

describe('the SQLite storage keeps the contract without a file', () => {
  test.each(storageContract)('$name', async ({ run }) => {
    const storage = openSqliteStorage({ path: ':memory:' })
    await storage.migrate()
    await run(storage).finally(() => storage.close())
  })
})
