import { expect, test } from 'vitest'
import type { Storage } from '../../src/ports/storage.ts'
import { copyRecords, verifyCopy } from '../../src/storage/copy-records.ts'
import { createMemoryStorage } from '../../src/storage/memory/memory-storage.ts'
import { openSqliteStorage } from '../../src/storage/sqlite/open-sqlite-storage.ts'
import { clientWith, eventWith, grantWith } from '../../src/testing/storage-contract/examples.ts'

const quietly = () => {}

async function copied(): Promise<{ from: Storage; to: Storage }> {
  const from = createMemoryStorage()
  const to = openSqliteStorage({ path: ':memory:' })
  await to.migrate()
  // Exactly two pages, so that the third one of either side is empty.
  const grants = Array.from({ length: 1000 }, (_, index) => grantWith({ id: `g${1000 + index}` }))
  await from.importRecords('grants', grants)
  await from.clients.create(clientWith())
  await from.events.append([eventWith()])
  await copyRecords({ from, to }, quietly)
  return { from, to }
}

test('a copy holds the same as its source, and a copy of the copy too', async () => {
  const { from, to } = await copied()
  await verifyCopy({ from, to }, quietly)
  const back = createMemoryStorage()
  await copyRecords({ from: to, to: back }, quietly)
  await verifyCopy({ from: back, to: from }, quietly)
  const [counts] = [...(await copyRecords({ from, to }, quietly))].filter(([kind]) => kind === 'grants')
  expect(counts).toEqual(['grants', { copied: 0, alreadyThere: 1000 }])
})

test.each<[string, (from: Storage) => Promise<unknown>]>([
  ['a record that came', (from) => from.grants.open(grantWith({ id: 'zz' }))],
  ['a record that came between others', (from) => from.grants.open(grantWith({ id: 'g1500x' }))],
  ['a record that changed', (from) => from.grants.revoke('g1999', 1700)],
  ['a record that went', (from) => from.clients.remove('client-1')],
])('the comparison finds %s while it was copied', async (_, change) => {
  const { from, to } = await copied()
  await change(from)
  await expect(verifyCopy({ from, to }, quietly)).rejects.toMatchObject({ name: 'CopyConflict' })
})
