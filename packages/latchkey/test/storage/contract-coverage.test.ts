import { expect, test } from 'vitest'
import type { Storage } from '../../src/ports/storage.ts'
import { RECORD_KINDS } from '../../src/ports/stored-records.ts'
import { createMemoryStorage } from '../../src/storage/memory/memory-storage.ts'
import { storageContract } from '../../src/testing/storage-contract.ts'
import { wrapStores, wrapVerbs } from '../fixtures/wrap-stores.ts'

test('the contract calls every verb of a storage', async () => {
  const called = new Set<string>()
  const record = (verb: string, call: () => unknown) => {
    called.add(verb)
    return call()
  }
  for (const { run } of storageContract) {
    await run(wrapVerbs('storage', wrapStores(createMemoryStorage(), record), record))
  }
  const verbs = verbsOf(createMemoryStorage())
  expect(verbs.length).toBeGreaterThan(RECORD_KINDS.length * 2)
  expect(verbs.filter((verb) => !called.has(verb))).toEqual([])
})

function verbsOf(storage: Storage): readonly string[] {
  const verbs = (name: string, store: object) =>
    Object.entries(store)
      .filter(([, member]) => typeof member === 'function')
      .map(([verb]) => `${name}.${verb}`)
  return [...verbs('storage', storage), ...RECORD_KINDS.flatMap((kind) => verbs(kind, storage[kind]))]
}
