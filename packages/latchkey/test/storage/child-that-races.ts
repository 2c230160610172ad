/*
 * Started by sqlite-together.test.ts: opens the file named first, migrates it, and redeems the same codes as
 * its siblings.
 */
import { openSqliteStorage } from '../../src/storage/sqlite/open-sqlite-storage.ts'
import { grantWith } from '../../src/testing/storage-contract/examples.ts'

const storage = openSqliteStorage({ path: process.argv[2] ?? '' })
const migrated = await storage.migrate()
const opened: string[] = []
for (let index = 0; index < 20; index += 1) {
  const id = `grant-${index}`
  if ((await storage.grants.open(grantWith({ id }))) === 'opened') opened.push(id)
}
await storage.close()
process.stdout.write(JSON.stringify({ migrated: migrated.length, opened }))
