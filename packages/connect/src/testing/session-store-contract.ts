import { deepStrictEqual, strictEqual } from 'node:assert/strict'
import type { SessionStore, StoredSession } from '../client/sessions/session-store.ts'

/** One requirement of `SessionStore`. `run` rejects with an `AssertionError` when the store breaks it. */
export interface SessionStoreContractCase {
  /** What the store must do, as a sentence. */
  readonly name: string
  /** Needs an empty store; leaves sessions behind. */
  run(store: SessionStore): Promise<void>
}

/**
 * Epoch seconds, an hour ahead: databases that remove expired rows themselves go by their own clock, and must
 * not do so in the middle of a case.
 */
const NOW = Math.floor(Date.now() / 1000) + 3600
const LATER = NOW + 3600

/** A key as `signIn` makes them: a SHA-256 in base64url. */
function keyOf(index: number): string {
  return `${String(index).padStart(4, '0')}Ym9va3MtYXJlLW5vdC10by1iZS1mb3Jnb3R0ZW4`
}

const key = keyOf(1)

/** Makes fifty calls at once and returns their results. */
function fiftyAtOnce<Result>(call: (index: number) => Promise<Result>): Promise<Result[]> {
  return Promise.all(Array.from({ length: 50 }, (_, index) => call(index)))
}

function countOf<Result>(results: readonly Result[], wanted: Result): number {
  return results.filter((result) => result === wanted).length
}

/**
 * Compares a session with the expected one; drivers may return rows without a prototype or with more members.
 */
function equals(found: StoredSession | undefined, expected: StoredSession): void {
  const { version, sealed, expiresAt } = found ?? {}
  deepStrictEqual({ version, sealed, expiresAt }, expected)
}

/** Calls `removeExpired` until it returns 0; returns the counts before that. */
async function sweep(store: SessionStore, limit: number): Promise<readonly number[]> {
  const counts: number[] = []
  for (;;) {
    const count = await store.removeExpired(NOW, limit)
    if (count === 0) return counts
    strictEqual(count <= limit, true, `removed ${count}, more than ${limit}`)
    counts.push(count)
  }
}

/**
 * Everything a session store must do, as data for any test runner: call `run` of each case with an empty
 * store of its own. There are no opt-outs.
 */
export const sessionStoreContract: readonly SessionStoreContractCase[] = [
  {
    name: 'a session comes back as it was created, with version 1; others do not',
    async run(store) {
      strictEqual(await store.create(key, { sealed: 'first', expiresAt: LATER }), 'created')
      equals(await store.load(key, NOW), { version: 1, sealed: 'first', expiresAt: LATER })
      strictEqual(await store.load(keyOf(2), NOW), undefined)
    },
  },
  {
    name: 'a replaced session comes back with the next version, and its new expiry',
    async run(store) {
      await store.create(key, { sealed: 'first', expiresAt: LATER })
      strictEqual(await store.replace(key, 1, { sealed: 'second', expiresAt: LATER + 9 }), 'replaced')
      strictEqual(await store.replace(key, 2, { sealed: 'third', expiresAt: LATER - 9 }), 'replaced')
      equals(await store.load(key, NOW), { version: 3, sealed: 'third', expiresAt: LATER - 9 })
    },
  },
  {
    name: 'a key that is there already stays as it is, whatever its version',
    async run(store) {
      await store.create(key, { sealed: 'first', expiresAt: LATER })
      strictEqual(await store.create(key, { sealed: 'other', expiresAt: LATER }), 'exists')
      await store.replace(key, 1, { sealed: 'second', expiresAt: LATER })
      strictEqual(await store.create(key, { sealed: 'other', expiresAt: LATER }), 'exists')
      equals(await store.load(key, NOW), { version: 2, sealed: 'second', expiresAt: LATER })
    },
  },
  {
    name: 'of 50 that create the same key exactly one does',
    async run(store) {
      const outcomes = await fiftyAtOnce((index) =>
        store.create(key, { sealed: `sealed-${index}`, expiresAt: LATER }),
      )
      deepStrictEqual([countOf(outcomes, 'created'), countOf(outcomes, 'exists')], [1, 49])
      const winner = `sealed-${outcomes.indexOf('created')}`
      equals(await store.load(key, NOW), { version: 1, sealed: winner, expiresAt: LATER })
    },
  },
  {
    name: 'of 50 that replace the same version exactly one does, round after round',
    async run(store) {
      await store.create(key, { sealed: 'first', expiresAt: LATER })
      for (let version = 1; version <= 5; version += 1) {
        const outcomes = await fiftyAtOnce((index) =>
          store.replace(key, version, { sealed: `${version}-${index}`, expiresAt: LATER }),
        )
        deepStrictEqual([countOf(outcomes, 'replaced'), countOf(outcomes, 'changed')], [1, 49])
        const sealed = `${version}-${outcomes.indexOf('replaced')}`
        equals(await store.load(key, NOW), { version: version + 1, sealed, expiresAt: LATER })
      }
    },
  },
  {
    name: 'who holds an old version or one to come changes nothing',
    async run(store) {
      await store.create(key, { sealed: 'first', expiresAt: LATER })
      await store.replace(key, 1, { sealed: 'second', expiresAt: LATER })
      for (const from of [0, 1, 3]) {
        strictEqual(await store.replace(key, from, { sealed: 'other', expiresAt: LATER }), 'changed')
      }
      equals(await store.load(key, NOW), { version: 2, sealed: 'second', expiresAt: LATER })
    },
  },
  {
    name: 'a session is over at the exact second of its expiry',
    async run(store) {
      await store.create(key, { sealed: 'first', expiresAt: LATER })
      equals(await store.load(key, LATER - 1), { version: 1, sealed: 'first', expiresAt: LATER })
      strictEqual(await store.load(key, LATER), undefined)
      strictEqual(await store.load(key, LATER + 1), undefined)
    },
  },
  {
    name: 'a removed session is gone, is not brought back by a replace, and its key is free again',
    async run(store) {
      await store.create(key, { sealed: 'first', expiresAt: LATER })
      await store.create(keyOf(2), { sealed: 'another', expiresAt: LATER })
      await store.remove(key)
      await store.remove(key)
      strictEqual(await store.load(key, NOW), undefined)
      strictEqual(await store.replace(key, 1, { sealed: 'second', expiresAt: LATER }), 'gone')
      strictEqual(await store.load(key, NOW), undefined)
      equals(await store.load(keyOf(2), NOW), { version: 1, sealed: 'another', expiresAt: LATER })
      strictEqual(await store.create(key, { sealed: 'third', expiresAt: LATER }), 'created')
    },
  },
  {
    name: 'a removal among 50 replaces ends the session: none of them brings it back',
    async run(store) {
      for (let round = 0; round < 10; round += 1) {
        const ended = keyOf(round)
        await store.create(ended, { sealed: 'first', expiresAt: LATER })
        const outcomes = await fiftyAtOnce(async (index) => {
          if (index === 5 * round) return store.remove(ended)
          return store.replace(ended, 1, { sealed: `${index}`, expiresAt: LATER })
        })
        strictEqual(countOf(outcomes, 'replaced') <= 1, true)
        strictEqual(await store.load(ended, NOW), undefined)
      }
    },
  },
  {
    name: 'many sessions at once do not get into each other',
    async run(store) {
      await fiftyAtOnce((index) =>
        store.create(keyOf(index), { sealed: `a-${index}`, expiresAt: LATER + index }),
      )
      await fiftyAtOnce((index) =>
        store.replace(keyOf(index), 1, { sealed: `b-${index}`, expiresAt: LATER + index }),
      )
      const found = await fiftyAtOnce((index) => store.load(keyOf(index), NOW))
      for (const [index, session] of found.entries()) {
        equals(session, { version: 2, sealed: `b-${index}`, expiresAt: LATER + index })
      }
    },
  },
  {
    name: 'a sealed value of 100,000 characters comes back whole',
    async run(store) {
      const sealed = 'Az09-_'.repeat(20_000).slice(0, 100_000)
      await store.create(key, { sealed, expiresAt: LATER })
      equals(await store.load(key, NOW), { version: 1, sealed, expiresAt: LATER })
      await store.replace(key, 1, { sealed: `${sealed}x`, expiresAt: LATER })
      equals(await store.load(key, NOW), { version: 2, sealed: `${sealed}x`, expiresAt: LATER })
    },
  },
  {
    name: 'removing the expired takes no more than the limit at once, and never a session that is not over',
    async run(store) {
      await fiftyAtOnce((index) =>
        store.create(keyOf(index), { sealed: `${index}`, expiresAt: index < 25 ? NOW : NOW + 1 }),
      )
      const counts = await sweep(store, 10)
      const found = await fiftyAtOnce((index) => store.load(keyOf(index), NOW))
      deepStrictEqual(
        found.map((session) => session?.sealed),
        Array.from({ length: 50 }, (_, index) => (index < 25 ? undefined : `${index}`)),
      )
      // Either the store removes all of them and reports it, or its database does that and the store reports
      // none.
      if (counts.length > 0) deepStrictEqual(counts, [10, 10, 5])
      const left = await fiftyAtOnce((index) => store.load(keyOf(index), NOW - 1))
      strictEqual(left.filter((session) => session !== undefined).length, counts.length > 0 ? 25 : 50)
    },
  },
  {
    name: 'closing twice is no error',
    async run(store) {
      await store.create(key, { sealed: 'first', expiresAt: LATER })
      await store.close()
      await store.close()
    },
  },
]
