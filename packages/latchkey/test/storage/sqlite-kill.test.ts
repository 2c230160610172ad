import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { openSqliteStorage } from '../../src/storage/sqlite/open-sqlite-storage.ts'
import { grantWith } from '../../src/testing/storage-contract/examples.ts'
import { inTemporaryFolder } from '../fixtures/temporary-folder.ts'

const child = fileURLToPath(new URL('child-under-load.ts', import.meta.url))

/**
 * Lets a process use the file, kills it after it has acknowledged that many verbs, and answers all that it
 * said.
 */
async function killAfter(acknowledgements: number, options: { path: string; name: string }) {
  const running = spawn(process.execPath, [child, options.path, options.name], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(running, 'exit')
  const said: string[] = []
  for await (const line of createInterface({ input: running.stdout })) {
    said.push(line)
    if (said.length === acknowledgements) running.kill('SIGKILL')
  }
  expect(await exited).toEqual([null, 'SIGKILL'])
  return said
}

function idsOf(said: readonly string[], verb: string): string[] {
  return said.filter((line) => line.startsWith(`${verb} `)).map((line) => line.slice(verb.length + 1))
}

function integrityOf(path: string): unknown {
  const database = new DatabaseSync(path)
  try {
    return database.prepare('PRAGMA integrity_check').get()?.integrity_check
  } finally {
    database.close()
  }
}

describe('a killed process', () => {
  test('loses nothing that the storage had acknowledged, and no code can be redeemed again', () =>
    inTemporaryFolder(async (folder) => {
      const path = `${folder}/latchkey.db`
      for (let round = 0; round < 6; round += 1) {
        const said = await killAfter(1 + Math.floor(Math.random() * 400), { path, name: `round-${round}` })
        const storage = openSqliteStorage({ path })
        for (const id of idsOf(said, 'advanced')) {
          expect(await storage.grants.find(id), id).toMatchObject({ generation: 1, rotatedAt: 1500 })
        }
        const replays = idsOf(said, 'opened').map((id) => storage.grants.open(grantWith({ id })))
        expect(new Set(await Promise.all(replays))).toEqual(new Set(['replayed']))
        for (const id of idsOf(said, 'remembered')) {
          expect(await storage.rememberedIds.remember(id, 2000, 1500), id).toBe('seen')
        }
        await storage.close()
        expect(integrityOf(path)).toBe('ok')
      }
    }))
})
