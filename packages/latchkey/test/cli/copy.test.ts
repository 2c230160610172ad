import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openStorage, type Storage } from '../../src/index.ts'
import { accountWith, eventWith, grantWith } from '../../src/testing/storage-contract/examples.ts'
import { countRecords, expectServiceToGoOn } from './across-a-copy.ts'
import { openShell, type Shell } from './shell.ts'

let shell: Shell

beforeEach(() => {
  shell = openShell()
})

afterEach(() => shell.remove())

const urlOf = (name: string) => `sqlite:${join(shell.folder, name)}`

async function inDatabase(name: string, work: (storage: Storage) => Promise<unknown>): Promise<void> {
  const storage = await openStorage(urlOf(name))
  await storage.migrate()
  await work(storage)
  await storage.close()
}

const manyGrants = Array.from({ length: 1200 }, (_, index) => grantWith({ id: `grant-${10_000 + index}` }))

async function fill(storage: Storage): Promise<void> {
  await storage.importRecords('accounts', [accountWith()])
  for (let start = 0; start < manyGrants.length; start += 500) {
    await storage.importRecords('grants', manyGrants.slice(start, start + 500))
  }
  await storage.events.append([eventWith()])
}

const all = { accounts: 1, grants: 1200, events: 1 }

describe('latchkey copy', () => {
  it('brings everything over, and what was handed out before is accepted after', () =>
    expectServiceToGoOn(urlOf('old.db'), urlOf('new.db')))

  it('says what it copied, what it is doing, and that the secret must go with it', async () => {
    await inDatabase('old.db', fill)
    const { code, out, note } = await shell.latchkey('copy --from sqlite:old.db --to sqlite:new.db')
    expect(code).toBe(0)
    expect(out).toContain('both hold the same')
    expect(out).toMatch(/^grants +1200 +0$/m)
    expect(out).toContain(`${join(shell.folder, 'old.db')}.secret`)
    expect(note).toMatch(/^Copying grants: \d+ so far$/m)
    expect(note).toContain('should be stopped')
    expect(await countRecords(urlOf('new.db'))).toEqual(all)
    expect(await countRecords(urlOf('old.db'))).toEqual(all)
  })

  it('refuses a target that holds data, names what, and changes nothing', async () => {
    await inDatabase('old.db', fill)
    await inDatabase('new.db', (storage) => storage.accounts.create(accountWith({ id: 'somebody' })))
    const { code, note } = await shell.latchkey('copy --from sqlite:old.db --to sqlite:new.db')
    expect({ code, note }).toEqual({
      code: 5,
      note: expect.stringContaining('holds data already (accounts)'),
    })
    expect(await countRecords(urlOf('new.db'))).toEqual({ accounts: 1 })
  })

  it('goes on where it was interrupted, with --continue', async () => {
    await inDatabase('old.db', fill)
    await inDatabase('new.db', async (storage) => {
      await storage.importRecords('accounts', [accountWith()])
      await storage.importRecords('grants', manyGrants.slice(0, 500))
      await storage.importRecords('grants', manyGrants.slice(500, 700))
    })
    const again = 'copy --from sqlite:old.db --to sqlite:new.db --continue --json'
    const counts = (document: { kinds: { kind: string }[] }) =>
      document.kinds.find(({ kind }) => kind === 'grants')
    expect(counts((await shell.latchkey(again)).document)).toMatchObject({ copied: 500, alreadyThere: 700 })
    expect(counts((await shell.latchkey(again)).document)).toMatchObject({ copied: 0, alreadyThere: 1200 })
    expect(await countRecords(urlOf('new.db'))).toEqual(all)
  })

  it.each([
    ['another record of the same key', grantWith({ id: 'grant-10003', generation: 7 })],
    ['a record that the source has not', grantWith({ id: 'zzz' })],
    ['a record before all of the source', grantWith({ id: 'aaa' })],
  ])('does not go on over %s', async (_, stranger) => {
    await inDatabase('old.db', fill)
    await inDatabase('new.db', (storage) => storage.importRecords('grants', [stranger]))
    const { code, note } = await shell.latchkey('copy --from sqlite:old.db --to sqlite:new.db --continue')
    expect({ code, note }).toEqual({
      code: 5,
      note: expect.stringContaining("grants that are not the source's"),
    })
  })

  it('refuses a source that is not there, or not up to date, and makes no file', async () => {
    expect(await shell.latchkey('copy --from sqlite:typo.db --to sqlite:new.db')).toMatchObject({ code: 4 })
    expect(existsSync(join(shell.folder, 'typo.db'))).toBe(false)
    await openStorage(urlOf('empty.db')).then((storage) => storage.close())
    const { code, note } = await shell.latchkey('copy --from sqlite:empty.db --to sqlite:new.db')
    expect({ code, note }).toEqual({ code: 5, note: expect.stringContaining('latchkey migrate') })
    expect(existsSync(join(shell.folder, 'new.db'))).toBe(false)
  })

  it('refuses memory, one database for both, and a URL without what it needs', async () => {
    await inDatabase('old.db', fill)
    for (const words of [
      '--from memory: --to sqlite:new.db',
      '--from sqlite:old.db --to memory:',
      '--from sqlite:old.db --to sqlite:./old.db',
      '--from sqlite:old.db',
    ]) {
      const { code, note } = await shell.latchkey(`copy ${words}`)
      expect(code, note).toBe(2)
    }
    expect(await shell.latchkey('copy --from sqlite:old.db --to mysql://root:hunter2@db/x')).toMatchObject({
      code: 1,
      note: expect.not.stringContaining('hunter2'),
    })
  })

  it('answers a program with what it copied', async () => {
    await inDatabase('old.db', fill)
    const { document } = await shell.latchkey('copy --from sqlite:old.db --to sqlite:new.db --json')
    expect(document).toMatchObject({ from: urlOf('old.db'), to: urlOf('new.db') })
    expect(document.kinds).toContainEqual({ kind: 'events', copied: 1, alreadyThere: 0 })
  })
})
