import fc from 'fast-check'
import { expect, test } from 'vitest'
import { RECORD_KINDS } from '../../src/ports/stored-records.ts'
import { createMemoryStorage } from '../../src/storage/memory/memory-storage.ts'
import { openSqliteStorage } from '../../src/storage/sqlite/open-sqlite-storage.ts'
import { anySteps } from './any-step.ts'

test('the storages agree on every outcome of any sequence of verbs, and on what is stored in the end, in whatever order the times come', async () => {
  await fc.assert(
    fc.asyncProperty(anySteps, async (steps) => {
      const [memory, sqlite] = [createMemoryStorage(), openSqliteStorage({ path: ':memory:' })]
      await sqlite.migrate()
      for (const run of steps) expect(await run(sqlite), String(run)).toEqual(await run(memory))
      for (const kind of RECORD_KINDS) {
        const rest = await sqlite.exportRecords(kind, { limit: 500 })
        expect(rest).toEqual(await memory.exportRecords(kind, { limit: 500 }))
      }
      await sqlite.close()
    }),
    { numRuns: 400 },
  )
})
