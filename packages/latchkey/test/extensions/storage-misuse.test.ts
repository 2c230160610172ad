import { describe, expect, test } from 'vitest'
import { guardStorage } from '../../src/extensions/guard-storage.ts'
import type { Storage } from '../../src/ports/storage.ts'
import { createMemoryStorage } from '../../src/storage/memory/memory-storage.ts'
import { namingFailures } from '../../src/storage/name-failures.ts'

/** A driver with a mistake inside, as JavaScript has them. */
function brokenBy(mistake: () => unknown): Storage {
  const whole = createMemoryStorage()
  const find = async () => mistake() as never
  return { ...whole, grants: { ...whole.grants, find } }
}

const mistakes: readonly (readonly [string, () => unknown])[] = [
  ['TypeError', () => (undefined as unknown as { rows: unknown }).rows],
  ['RangeError', () => new Date(Number.NaN).toISOString()],
]

const wrongCalls: readonly (readonly [string, (storage: Storage) => Promise<unknown>, typeof Error])[] = [
  ['an empty selection', async (storage) => storage.grants.revokeAll({}, 0), TypeError],
  ['a page of no rows', async (storage) => storage.events.list({ limit: 0 }), RangeError],
  [
    'a cursor of nobody',
    async (storage) => storage.exportRecords('grants', { limit: 1, after: 'x' }),
    RangeError,
  ],
]

describe.each([
  ["an embedder's storage", guardStorage, /^storage\.grants\.find threw: /],
  ['any storage', namingFailures, /^Storage failed at grants\.find: /],
])('%s', (_name, wrap, named) => {
  test.each(mistakes)('that has a %s inside fails by the name of its verb', async (_kind, mistake) => {
    await expect(wrap(brokenBy(mistake)).grants.find('id')).rejects.toThrow(named)
  })

  test.each(wrongCalls)('lets %s be the error of the caller', async (_kind, call, kind) => {
    const thrown = await call(createMemoryStorage()).catch((cause: unknown) => cause)
    expect(thrown).toBeInstanceOf(kind)
    await expect(call(wrap(createMemoryStorage()))).rejects.toThrow(thrown as Error)
    await expect(call(wrap(createMemoryStorage()))).rejects.toBeInstanceOf(kind)
  })
})
