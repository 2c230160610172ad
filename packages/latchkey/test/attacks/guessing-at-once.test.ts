import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Storage } from '../../src/ports/storage.ts'
import { createMemoryStorage } from '../../src/storage/memory/memory-storage.ts'
import { guessAtOnce, openTwoNodes } from '../fixtures/guess-at-once.ts'
import { inTemporaryFolder } from '../fixtures/temporary-folder.ts'

describe('400 guesses of a client secret at once', () => {
  const expectThirty = async (storage: () => string | Storage) => {
    const nodes = await openTwoNodes(storage)
    for (const node of nodes) onTestFinished(() => node.close())
    expect(await guessAtOnce(nodes)).toEqual({ told: 30, putOff: 369, right: 429 })
  }

  test('get no more than 30 answers from two nodes on one memory (RFC 6749 §2.3.1)', () => {
    const memory = createMemoryStorage()
    return expectThirty(() => memory)
  })

  test('get no more than 30 answers from two nodes on one SQLite file', () =>
    inTemporaryFolder((folder) => expectThirty(() => `sqlite:${join(folder, 'two-nodes.db')}`)))
})
