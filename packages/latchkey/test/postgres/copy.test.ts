import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openStorage } from '../../src/index.ts'
import { accountWith, grantWith } from '../../src/testing/storage-contract/examples.ts'
import { countRecords, expectServiceToGoOn } from '../cli/across-a-copy.ts'
import { openShell } from '../cli/shell.ts'
import { type FreshDatabase, freshDatabase } from './fresh-database.ts'

let database: FreshDatabase
let folder: string
let sqlite: string

beforeEach(async () => {
  database = await freshDatabase()
  folder = mkdtempSync(join(tmpdir(), 'latchkey-copy-'))
  sqlite = `sqlite:${folder}/latchkey.db`
})

afterEach(async () => {
  await database.drop()
  rmSync(folder, { recursive: true })
})

async function copy(from: string, to: string) {
  const shell = openShell()
  const answer = await shell.latchkey(`copy --from ${from} --to ${to}`)
  shell.remove()
  return answer
}

/** More grants than a page holds, with keys in which byte order and alphabetical order differ. */
const grants = Array.from({ length: 1100 }, (_, index) =>
  grantWith({ id: `${['a', 'B', '_', '-', 'Z', 'ä', '\uFF5E', '𝒳'][index % 8]}${index}` }),
)

async function fill(url: string): Promise<void> {
  const storage = await openStorage(url)
  await storage.migrate()
  await storage.importRecords('accounts', [accountWith()])
  for (let start = 0; start < grants.length; start += 500) {
    await storage.importRecords('grants', grants.slice(start, start + 500))
  }
  await storage.close()
}

describe('latchkey copy between SQLite and PostgreSQL', () => {
  test('from SQLite to PostgreSQL: what was handed out before is accepted after', () =>
    expectServiceToGoOn(sqlite, database.url))

  test('from PostgreSQL to SQLite: what was handed out before is accepted after', () =>
    expectServiceToGoOn(database.url, sqlite))

  test('there and back again, everything is as it was, whatever order the keys have elsewhere', async () => {
    await fill(sqlite)
    expect(await copy(sqlite, database.url)).toMatchObject({ code: 0 })
    expect(await countRecords(database.url)).toEqual({ accounts: 1, grants: 1100 })
    const again = `sqlite:${folder}/again.db`
    expect(await copy(database.url, again)).toMatchObject({ code: 0 })
    // Compares both record by record, and finds nothing to copy.
    const { code, out } = await copy(`${sqlite} --continue`, again)
    expect({ code, out }).toEqual({ code: 0, out: expect.stringMatching(/^grants +0 +1100$/m) })
  })

  test('into one schema of a database that others use too', async () => {
    await fill(sqlite)
    const mine = `${database.url}?schema=id`
    const { code, out } = await copy(sqlite, mine)
    expect(code).toBe(0)
    expect(out).toContain('?schema=id')
    expect(await countRecords(mine)).toEqual({ accounts: 1, grants: 1100 })
    expect(await copy(sqlite, mine)).toMatchObject({
      code: 5,
      note: expect.stringContaining('accounts, grants'),
    })
  })

  test('says in one line that the server is not there, and shows no password', async () => {
    await fill(sqlite)
    const { code, note, out } = await copy(sqlite, 'postgres://me:hunter2@127.0.0.1:1/db')
    expect(code).toBe(1)
    expect(note.trim().split('\n')).toHaveLength(1)
    expect(note + out).not.toContain('hunter2')
  })
})
