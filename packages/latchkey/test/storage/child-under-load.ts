/*
 * Started by sqlite-kill.test.ts: uses the file named first until it is killed, and says on standard output
 * what the storage has acknowledged. The second argument keeps its ids apart from those of its predecessors.
 */
import { writeSync } from 'node:fs'
import { openSqliteStorage } from '../../src/storage/sqlite/open-sqlite-storage.ts'
import { grantWith } from '../../src/testing/storage-contract/examples.ts'

const [, , path = '', name = ''] = process.argv
const storage = openSqliteStorage({ path })
await storage.migrate()

/** Written at once and as a whole, so that a kill cannot take back what was said. */
function say(verb: string, id: string): void {
  writeSync(1, `${verb} ${id}\n`)
}

async function useGrant(id: string): Promise<void> {
  if ((await storage.grants.open(grantWith({ id }))) === 'opened') say('opened', id)
  const step = { id, from: 0, to: 1, now: 1500, graceSeconds: 10, expiresAt: 2000 }
  if ((await storage.grants.advance(step)) === 'advanced') say('advanced', id)
  if ((await storage.rememberedIds.remember(id, 2000, 1500)) === 'fresh') say('remembered', id)
}

for (let index = 0; ; index += 8) {
  await Promise.all(Array.from({ length: 8 }, (_, offset) => useGrant(`${name}-${index + offset}`)))
}
