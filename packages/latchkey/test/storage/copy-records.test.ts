import { expect, test } from 'vitest'
import type { Storage } from '../../src/ports/storage.ts'
import { type CopyProgress, copyRecords } from '../../src/storage/copy-records.ts'
import { createMemoryStorage } from '../../src/storage/memory/memory-storage.ts'
import { openSqliteStorage } from '../../src/storage/sqlite/open-sqlite-storage.ts'
import { clientWith, eventWith, grantWith } from '../../src/testing/storage-contract/examples.ts'

const quietly = () => {}
/** Exactly two pages, so that the third one of either side is empty. */
const grants = Array.from({ length: 1000 }, (_, index) => grantWith({ id: `g${1000 + index}` }))

async function filled(): Promise<{ from: Storage; to: Storage }> {
  const from = createMemoryStorage()
  await from.importRecords('grants', grants)
  await from.clients.create(clientWith())
  await from.events.append([eventWith()])
  const to = openSqliteStorage({ path: ':memory:' })
  await to.migrate()
  return { from, to }
}

/** Once all is copied, and before anything is compared. */
function afterCopying(action: () => Promise<unknown>): CopyProgress {
  let isDue = true
  return (pass, kind) => {
    if (!isDue || pass !== 'copying' || kind !== 'events') return
    isDue = false
    void action()
  }
}

test('a copy holds the same as its source, and a copy of the copy too', async () => {
  const { from, to } = await filled()
  await copyRecords({ from, to }, quietly)
  const back = createMemoryStorage()
  await copyRecords({ from: to, to: back }, quietly)
  const counts = await copyRecords({ from, to: back }, quietly)
  expect(counts.get('grants')).toEqual({ copied: 0, alreadyThere: 1000 })
})

test('a target that holds more than the source, behind its end, is not its copy', async () => {
  const { from, to } = await filled()
  await to.importRecords('grants', [...grants.slice(500), grantWith({ id: 'zz' })].slice(0, 500))
  await to.importRecords('grants', grants.slice(0, 500))
  await to.grants.open(grantWith({ id: 'zz' }))
  await expect(copyRecords({ from, to }, quietly)).rejects.toMatchObject({ kind: 'grants' })
})

test.each<[string, (from: Storage) => Promise<unknown>]>([
  ['a record that came', (from) => from.grants.open(grantWith({ id: 'zz' }))],
  ['a record that came between others', (from) => from.grants.open(grantWith({ id: 'g1500x' }))],
  ['a record that changed', (from) => from.grants.revoke('g1999', 1700)],
  ['a record that went', (from) => from.clients.remove('client-1')],
])('the comparison finds %s while it was copied', async (_, change) => {
  const { from, to } = await filled()
  const copy = copyRecords(
    { from, to },
    afterCopying(() => change(from)),
  )
  await expect(copy).rejects.toMatchObject({ name: 'CopyConflict' })
})
