import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, test } from 'vitest'
import { migrations } from '../../src/storage/sqlite/migrations.ts'
import { openSqliteStorage } from '../../src/storage/sqlite/open-sqlite-storage.ts'
import { grantWith } from '../../src/testing/storage-contract/examples.ts'
import { inTemporaryFolder } from '../fixtures/temporary-folder.ts'

/** Runs as nobody where we are root, who may write everywhere. */
function asOrdinaryUser<Result>(run: () => Result): Result {
  if (process.geteuid?.() !== 0) return run()
  process.seteuid?.(65534)
  try {
    return run()
  } finally {
    process.seteuid?.(0)
  }
}

describe('the file of a SQLite storage', () => {
  test.skipIf(process.platform === 'win32')(
    'can be read by its owner alone, and so can the files beside it',
    () =>
      inTemporaryFolder(async (folder) => {
        const storage = openSqliteStorage({ path: `${folder}/latchkey.db` })
        await storage.migrate()
        for (const suffix of ['', '-wal', '-shm']) {
          expect(statSync(`${folder}/latchkey.db${suffix}`).mode & 0o777, suffix).toBe(0o600)
        }
        await storage.close()
      }),
  )

  test('keeps its rows when it is closed and opened again', () =>
    inTemporaryFolder(async (folder) => {
      const file = { path: `${folder}/latchkey.db` }
      const storage = openSqliteStorage(file)
      const pending = await storage.pendingMigrations()
      expect(pending).toMatchObject(migrations.map(({ version, title }) => ({ version, title })))
      expect(await storage.migrate()).toEqual(pending)
      await storage.grants.open(grantWith())
      await storage.close()
      const again = openSqliteStorage(file)
      expect(await again.migrate()).toEqual([])
      expect(await again.grants.find('grant-1')).toEqual(grantWith())
      await again.close()
    }))

  test('can be opened for reading alone: every verb that writes fails', () =>
    inTemporaryFolder(async (folder) => {
      const path = `${folder}/latchkey.db`
      expect(() => openSqliteStorage({ path, readOnly: true })).toThrow(/latchkey\.db: there is no such file/)
      const storage = openSqliteStorage({ path })
      await storage.migrate()
      await storage.grants.open(grantWith())
      const reader = openSqliteStorage({ path, readOnly: true })
      expect(await reader.pendingMigrations()).toEqual([])
      expect(await reader.grants.find('grant-1')).toEqual(grantWith())
      await expect(reader.grants.revoke('grant-1', 1100)).rejects.toThrow(/readonly/)
      await reader.close()
      await storage.close()
    }))

  test('takes at most 500 bytes for a grant, its indexes included', () =>
    inTemporaryFolder(async (folder) => {
      const path = `${folder}/latchkey.db`
      const storage = openSqliteStorage({ path })
      await storage.migrate()
      const before = statSync(path).size
      const random = () => Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('base64url')
      const grants = Array.from({ length: 4000 }, () =>
        grantWith({
          id: random(),
          accountId: random(),
          clientId: random(),
          sessionId: random(),
          scopes: ['openid', 'profile', 'email', 'offline_access', 'books:read', 'books:write'],
          resources: ['https://issuer.example', 'https://api.example'],
        }),
      )
      await Promise.all(grants.map((grant) => storage.grants.open(grant)))
      await storage.close()
      expect((statSync(path).size - before) / grants.length).toBeLessThan(500)
    }))
})

describe('a file that cannot be used is refused in one line that names it and the remedy', () => {
  test.each([
    ['the folder is missing', 'missing/latchkey.db', /missing does not exist\. Create it/],
    ['the path is a folder', 'folder', /folder: this is a folder\. Name a file in it/],
    ['a file stands where a folder should', 'text/latchkey.db', /text is not a folder/],
    [
      'it is another kind of file',
      'text',
      /text: it is not a SQLite database, or it is damaged\. Restore it/,
    ],
  ])('%s', (_, name, message) =>
    inTemporaryFolder(async (folder) => {
      mkdirSync(`${folder}/folder`)
      writeFileSync(`${folder}/text`, 'Dear diary, '.repeat(500))
      expect(() => openSqliteStorage({ path: `${folder}/${name}` })).toThrow(message)
      expect(() => openSqliteStorage({ path: `${folder}/${name}` })).toThrow(
        `Cannot open the database ${folder}`,
      )
      expect(readFileSync(`${folder}/text`, 'utf8')).toBe('Dear diary, '.repeat(500))
    }),
  )

  test.skipIf(process.platform === 'win32')('this process may not write there', () =>
    inTemporaryFolder(async (folder) => {
      chmodSync(folder, 0o555)
      const open = () => asOrdinaryUser(() => openSqliteStorage({ path: `${folder}/latchkey.db` }))
      expect(open).toThrow(/may not write there\. Give its user the right to write to/)
    }),
  )

  test.skipIf(process.platform === 'win32')('it may be written, but nothing beside it', () =>
    inTemporaryFolder(async (folder) => {
      const path = `${folder}/latchkey.db`
      const storage = openSqliteStorage({ path })
      await storage.migrate()
      await storage.close()
      chmodSync(path, 0o666)
      chmodSync(folder, 0o555)
      const open = () => asOrdinaryUser(() => openSqliteStorage({ path }))
      expect(open).toThrow(/may not write beside it, where it keeps two more files\. Give its user the right/)
      chmodSync(folder, 0o755)
    }),
  )

  test('another process keeps it locked at the start', () =>
    inTemporaryFolder(async (folder) => {
      const path = `${folder}/latchkey.db`
      const storage = openSqliteStorage({ path })
      const neighbour = new DatabaseSync(path)
      neighbour.exec('BEGIN IMMEDIATE')
      await expect(storage.migrate()).rejects.toThrow(
        `Cannot open the database ${path}: another process keeps it locked. Stop that process, or try again`,
      )
      neighbour.exec('ROLLBACK')
      expect(await storage.migrate()).not.toEqual([])
      neighbour.close()
      await storage.close()
    }))
})
