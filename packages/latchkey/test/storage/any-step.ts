import fc from 'fast-check'
import type { Storage } from '../../src/ports/storage.ts'
import { grantWith } from '../../src/testing/storage-contract/examples.ts'

/** Something done to a storage, and what it came to. */
export type Step = (storage: Storage) => Promise<unknown>

const id = fc.constantFrom('a', 'b')
const time = fc.integer({ min: 1000, max: 1040 })
const generation = fc.integer({ min: 0, max: 2 })

/** Any verb, on few rows and at few times, so that they meet. */
export const anyStep: fc.Arbitrary<Step> = fc.oneof(
  fc.tuple(id, id, time).map(([grant, accountId, createdAt]): Step => {
    const ends = { expiresAt: createdAt + 20, absoluteExpiresAt: createdAt + 30 }
    return ({ grants }) => grants.open(grantWith({ id: grant, accountId, createdAt, ...ends }))
  }),
  fc.tuple(id, generation, fc.integer({ min: 0, max: 1 }), time).map(([grant, from, rotation, now]): Step => {
    const times = { now, graceSeconds: 10, expiresAt: now + 20 }
    return ({ grants }) => grants.advance({ id: grant, from, to: from + rotation, ...times })
  }),
  fc.tuple(id, time).map(
    ([grant, now]): Step =>
      ({ grants }) =>
        grants.revoke(grant, now),
  ),
  fc.tuple(id, time).map(
    ([accountId, now]): Step =>
      ({ grants }) =>
        grants.revokeAll({ accountId }, now),
  ),
  fc.tuple(id, time).map(
    ([accountId, now]): Step =>
      ({ grants }) =>
        grants.listByAccount(accountId, now),
  ),
  fc.tuple(id, time, time).map(
    ([jti, until, now]): Step =>
      (storage) =>
        storage.rememberedIds.remember(jti, until, now),
  ),
  fc.tuple(id, time).map(
    ([key, now]): Step =>
      ({ attempts }) =>
        attempts.take({ key, limit: 2, windowSeconds: 10 }, now),
  ),
  time.map(
    (now): Step =>
      (storage) =>
        // All that is over: which rows a smaller step takes first is each storage's own affair.
        storage.purge({ now, limit: 500, eventsBefore: now }),
  ),
  id.map(
    (grant): Step =>
      ({ grants }) =>
        grants.find(grant),
  ),
)
