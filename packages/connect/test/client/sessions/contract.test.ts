import session from 'express-session'
import { describe, expect, test } from 'vitest'
import { inTemporaryFolder } from '../../../../latchkey/test/fixtures/temporary-folder.ts'
import { expressSessionStore } from '../../../src/client/sessions/express-session-store.ts'
import { memorySessions } from '../../../src/client/sessions/memory-sessions.ts'
import type { SessionStore } from '../../../src/client/sessions/session-store.ts'
import { sqliteSessions } from '../../../src/client/sessions/sqlite-sessions.ts'
import { sessionStoreContract } from '../../../src/testing/session-store-contract.ts'
import { takingTurns } from './taking-turns.ts'

function inFile(use: (open: () => SessionStore) => Promise<void>): Promise<void> {
  return inTemporaryFolder((folder) => use(() => sqliteSessions(`${folder}/sessions.db`)))
}

describe('sessions in memory keep the contract', () => {
  test.each(sessionStoreContract)('$name', ({ run }) => run(memorySessions()))
})

describe('sessions in a SQLite file keep the contract', () => {
  test.each(sessionStoreContract)('$name', ({ run }) => inFile((open) => run(open())))
})

describe('sessions in one SQLite file that two processes have open keep the contract', () => {
  test.each(sessionStoreContract)('$name', ({ run }) => inFile((open) => run(takingTurns(open(), open()))))
})

describe('sessions in a store of express-session keep the contract', () => {
  test.each(sessionStoreContract)('$name', ({ run }) => run(expressSessionStore(new session.MemoryStore())))
})

test('those that are ours to remove are removed: in memory and in SQLite', async () => {
  for (const store of [memorySessions(), sqliteSessions(':memory:')]) {
    await store.create('a', { sealed: 'a', expiresAt: 1000 })
    await store.create('b', { sealed: 'b', expiresAt: 1001 })
    expect(await store.removeExpired(999, 10)).toBe(0)
    expect(await store.removeExpired(1000, 10)).toBe(1)
    expect(await store.create('a', { sealed: 'a', expiresAt: 2000 })).toBe('created')
    await store.close()
  }
})
