import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createMemoryStorage } from '../../src/storage/memory/memory-storage.ts'
import { openSqliteStorage } from '../../src/storage/sqlite/open-sqlite-storage.ts'
import { anyStep } from './any-step.ts'

test('the storages agree on every outcome of any sequence of verbs, in whatever order the times come', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyStep, { maxLength: 30 }), async (steps) => {
      const [memory, sqlite] = [createMemoryStorage(), openSqliteStorage({ path: ':memory:' })]
      await sqlite.migrate()
      for (const run of steps) expect(await run(sqlite)).toEqual(await run(memory))
      await sqlite.close()
    }),
    { numRuns: 200 },
  )
})
