import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, statSync, writeFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { inTemporaryFolder } from '../../../../latchkey/test/fixtures/temporary-folder.ts'
import { sqliteSessions } from '../../../src/client/sessions/sqlite-sessions.ts'

const child = fileURLToPath(new URL('child-that-races.ts', import.meta.url))
const expiresAt = 2000

async function race(path: string, name: string): Promise<readonly number[]> {
  const running = spawn(process.execPath, [child, path, name], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [output, [code]] = await Promise.all([text(running.stdout), once(running, 'exit')])
  expect(code).toBe(0)
  return JSON.parse(output)
}

describe('the file of the sessions', () => {
  test.skipIf(process.platform === 'win32')(
    'can be read by its owner alone, and so can the files beside it',
    () =>
      inTemporaryFolder(async (folder) => {
        const store = sqliteSessions(`${folder}/sessions.db`)
        await store.create('a', { sealed: 'a', expiresAt })
        for (const suffix of ['', '-wal', '-shm']) {
          expect(statSync(`${folder}/sessions.db${suffix}`).mode & 0o777, suffix).toBe(0o600)
        }
        await store.close()
      }),
  )

  test('keeps its sessions when the app is restarted', () =>
    inTemporaryFolder(async (folder) => {
      const store = sqliteSessions(`${folder}/sessions.db`)
      await store.create('a', { sealed: 'a', expiresAt })
      await store.close()
      const again = sqliteSessions(`${folder}/sessions.db`)
      expect(await again.load('a', 1000)).toEqual({ version: 1, sealed: 'a', expiresAt })
      await again.close()
    }))

  test('may be opened by many processes at once: each version is replaced by exactly one of them', () =>
    inTemporaryFolder(async (folder) => {
      const path = `${folder}/sessions.db`
      const won = await Promise.all(['a', 'b', 'c', 'd'].map((name) => race(path, name)))
      const versions = won.flat().toSorted((a, b) => a - b)
      expect(versions).toEqual([...new Set(versions)])
      const store = sqliteSessions(path)
      expect((await store.load('raced', 1000))?.version).toBe(versions.length + 1)
      await store.close()
    }))

  test('is waited for while another process has it locked, and nothing else is held up meanwhile', () =>
    inTemporaryFolder(async (folder) => {
      const store = sqliteSessions(`${folder}/sessions.db`)
      const neighbour = new DatabaseSync(`${folder}/sessions.db`)
      neighbour.exec('BEGIN IMMEDIATE')
      const waiting = store.create('a', { sealed: 'a', expiresAt })
      // Reading needs no lock, so who is signed in stays so.
      expect(await store.load('a', 1000)).toBeUndefined()
      neighbour.exec('ROLLBACK')
      expect(await waiting).toBe('created')
      neighbour.close()
      await store.close()
    }))

  test('that stays locked is given up after five seconds, and works again afterwards', () =>
    inTemporaryFolder(async (folder) => {
      const store = sqliteSessions(`${folder}/sessions.db`)
      const neighbour = new DatabaseSync(`${folder}/sessions.db`)
      neighbour.exec('BEGIN IMMEDIATE')
      await expect(store.create('a', { sealed: 'a', expiresAt })).rejects.toThrow(/locked/)
      neighbour.exec('ROLLBACK')
      expect(await store.create('a', { sealed: 'a', expiresAt })).toBe('created')
      neighbour.close()
      await store.close()
    }))

  test('may get more columns from a newer version', () =>
    inTemporaryFolder(async (folder) => {
      const store = sqliteSessions(`${folder}/sessions.db`)
      const newer = new DatabaseSync(`${folder}/sessions.db`)
      newer.exec('ALTER TABLE latchkey_sessions ADD COLUMN note TEXT')
      newer.close()
      const older = sqliteSessions(`${folder}/sessions.db`)
      expect(await older.create('a', { sealed: 'a', expiresAt })).toBe('created')
      expect(await store.load('a', 1000)).toEqual({ version: 1, sealed: 'a', expiresAt })
      await Promise.all([store.close(), older.close()])
    }))
})

describe('a file that cannot be used is refused in one line that names it and the remedy', () => {
  test.each([
    ['the folder is missing', 'missing/a.db', /missing does not exist\. Create it/],
    ['the path is a folder', 'folder', /folder: this is a folder\. Name a file in it/],
    ['a file stands where a folder should', 'text/a.db', /text is not a folder/],
    ['it is another kind of file', 'text', /text: it is not a SQLite database.+Delete it/],
    ['its table is somebody else’s', 'other.db', /lacks sealed, expires_at, so it is not Latchkey's/],
  ])('%s', (_, name, message) =>
    inTemporaryFolder(async (folder) => {
      mkdirSync(`${folder}/folder`)
      writeFileSync(`${folder}/text`, 'Dear diary, '.repeat(500))
      const other = new DatabaseSync(`${folder}/other.db`)
      other.exec('CREATE TABLE latchkey_sessions (key TEXT, version INTEGER, sid TEXT)')
      other.close()
      expect(() => sqliteSessions(`${folder}/${name}`)).toThrow(message)
      expect(() => sqliteSessions(`${folder}/${name}`)).toThrow(`Cannot open the sessions in ${folder}`)
    }),
  )
})
