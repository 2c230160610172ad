/*
 * Started by sqlite-files.test.ts: opens the file named first, and replaces the same session's versions as
 * its siblings do.
 */
import { sqliteSessions } from '../../../src/client/sessions/sqlite-sessions.ts'

const [, , path = '', name = ''] = process.argv
const store = sqliteSessions(path)
const won: number[] = []
const expiresAt = Math.floor(Date.now() / 1000) + 3600
await store.create('raced', { sealed: 'first', expiresAt })
for (let version = 1; version <= 40; version += 1) {
  const outcome = await store.replace('raced', version, { sealed: `${name}-${version}`, expiresAt })
  if (outcome === 'replaced') won.push(version)
}
await store.close()
process.stdout.write(JSON.stringify(won))
