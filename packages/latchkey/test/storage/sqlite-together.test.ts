import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { DatabaseSync } from 'node:sqlite'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import type { Storage } from '../../src/ports/storage.ts'
import { migrations } from '../../src/storage/sqlite/migrations.ts'
import { openSqliteStorage } from '../../src/storage/sqlite/open-sqlite-storage.ts'
import { clientWith, grantWith } from '../../src/testing/storage-contract/examples.ts'
import { inTemporaryFolder } from '../fixtures/temporary-folder.ts'

const child = fileURLToPath(new URL('child-that-races.ts', import.meta.url))

async function race(path: string): Promise<{ migrated: number; opened: string[] }> {
  const running = spawn(process.execPath, [child, path], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [output, [code]] = await Promise.all([text(running.stdout), once(running, 'exit')])
  expect(code).toBe(0)
  return JSON.parse(output)
}

/** A storage, and a connection past it to the same file. */
function withNeighbour(use: (storage: Storage, neighbour: DatabaseSync) => Promise<void>): Promise<void> {
  return inTemporaryFolder(async (folder) => {
    const storage = openSqliteStorage({ path: `${folder}/latchkey.db` })
    await storage.migrate()
    const neighbour = new DatabaseSync(`${folder}/latchkey.db`)
    await use(storage, neighbour).finally(() => {
      neighbour.close()
      return storage.close()
    })
  })
}

describe('several processes on one file', () => {
  test('may all start at once: one migrates, and each code is redeemed by exactly one of them (OAuth 2.1 §4.1.3)', () =>
    inTemporaryFolder(async (folder) => {
      const path = `${folder}/latchkey.db`
      const results = await Promise.all([race(path), race(path), race(path)])
      expect(results.map((result) => result.migrated).sort()).toEqual([0, 0, migrations.length])
      const opened = results.flatMap((result) => result.opened)
      expect(opened.length).toBe(20)
      expect(new Set(opened).size).toBe(20)
      const storage = openSqliteStorage({ path })
      expect((await storage.grants.find('grant-7'))?.revokedAt).toBe(1000)
      await storage.close()
    }))

  test('see at once what the other has written', () =>
    inTemporaryFolder(async (folder) => {
      const path = `${folder}/latchkey.db`
      const server = openSqliteStorage({ path })
      await server.migrate()
      const commandLine = openSqliteStorage({ path })
      expect(await server.clients.find('client-1')).toBeUndefined()
      await commandLine.clients.create(clientWith())
      await commandLine.close()
      expect(await server.clients.find('client-1')).toEqual(clientWith())
      await server.close()
    }))

  test('wait a second for a lock at most; what could not be written fails, and the next verb works', () =>
    withNeighbour(async (storage, neighbour) => {
      neighbour.exec('BEGIN IMMEDIATE')
      const outcomes = await Promise.allSettled([
        storage.grants.open(grantWith()),
        storage.grants.open(grantWith({ id: 'grant-2' })),
      ])
      expect(outcomes.map((outcome) => outcome.status)).toEqual(['rejected', 'rejected'])
      neighbour.exec('ROLLBACK')
      expect(await storage.grants.open(grantWith())).toBe('opened')
    }))
})

describe('verbs that share a commit', () => {
  const open = (storage: Storage) =>
    Promise.allSettled(['a', 'bad', 'c'].map((id) => storage.grants.open(grantWith({ id }))))

  test('do not share a failure: the one that fails leaves nothing behind, the others are stored', () =>
    withNeighbour(async (storage, neighbour) => {
      neighbour.exec(`CREATE TRIGGER fail AFTER INSERT ON grants WHEN new.id = 'bad'
                      BEGIN SELECT RAISE(FAIL, 'a broken disk'); END`)
      const outcomes = await open(storage)
      expect(outcomes.map((outcome) => outcome.status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
      expect(await storage.grants.find('bad')).toBeUndefined()
      expect((await storage.grants.find('c'))?.id).toBe('c')
    }))

  test('all fail when the database gives up the whole commit: nobody is told that a lost row was stored', () =>
    withNeighbour(async (storage, neighbour) => {
      neighbour.exec(`CREATE TRIGGER fail AFTER INSERT ON grants WHEN new.id = 'bad'
                      BEGIN SELECT RAISE(ROLLBACK, 'a broken disk'); END`)
      const outcomes = await open(storage)
      expect(outcomes.map((outcome) => outcome.status)).toEqual(['rejected', 'rejected', 'rejected'])
      for (const id of ['a', 'bad', 'c']) expect(await storage.grants.find(id)).toBeUndefined()
      expect(await storage.grants.open(grantWith({ id: 'a' }))).toBe('opened')
    }))

  test('are not stored after the storage was closed, and the caller is told', () =>
    withNeighbour(async (storage) => {
      await storage.close()
      await expect(storage.grants.open(grantWith())).rejects.toThrow('The storage is closed')
      await expect(storage.grants.find('grant-1')).rejects.toThrow()
      await expect(storage.ping()).rejects.toThrow()
    }))
})
