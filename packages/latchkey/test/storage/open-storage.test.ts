import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { openStorage } from '../../src/storage/open-storage.ts'
import { inTemporaryFolder } from '../fixtures/temporary-folder.ts'

test.each(['memory:', 'sqlite::memory:'])(
  '%s opens a storage that lives as long as the process',
  async (url) => {
    const storage = await openStorage(url)
    await storage.migrate()
    expect(await storage.grants.find('nobody')).toBeUndefined()
    await storage.close()
    expect(existsSync(':memory:')).toBe(false)
  },
)

test.each(['sqlite:', 'sqlite://'])('%s and a path opens a file', (prefix) =>
  inTemporaryFolder(async (folder) => {
    const storage = await openStorage(`${prefix}${folder}/latchkey.db`)
    await storage.close()
    expect(existsSync(`${folder}/latchkey.db`)).toBe(true)
  }),
)

test.each(['mysql://root:hunter2@db', 'latchkey.db', 'memory', '', 'SQLITE:x.db'])(
  '%j is refused with what is supported, and without the rest of the address',
  async (url) => {
    await expect(openStorage(url)).rejects.toThrow(/is not supported\. Supported are `memory:`, `sqlite:/)
    await expect(openStorage(url)).rejects.not.toThrow(/hunter2/)
  },
)

test.each(['sqlite:', 'sqlite://latchkey.db'])('%s names no file', async (url) => {
  await expect(openStorage(url)).rejects.toThrow(
    /^Storage: the address names no file.*: write "sqlite:latchkey\.db"/,
  )
})
