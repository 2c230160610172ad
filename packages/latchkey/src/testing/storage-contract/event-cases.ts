import { deepStrictEqual, rejects, strictEqual } from 'node:assert/strict'
import { fiftyAtOnce, hostileTexts, type StorageContractCase } from './contract-case.ts'
import { eventWith } from './examples.ts'

export const eventCases: readonly StorageContractCase[] = [
  {
    name: 'events: an event with every member comes back as it was, and one with none of the optional ones has no trace of them',
    async run({ events }) {
      const full = eventWith({
        id: 'event-2',
        name: 'client.authentication_failed',
        outcome: 'failure',
        accountId: 'account-1',
        clientId: 'client-1',
        grantId: 'grant-1',
        sessionId: 'session-1',
        requestId: 'request-1',
        address: '2001:db8::1',
        reason: 'wrong secret',
        detail: { text: `it's "odd"`, count: 3, yes: true },
      })
      await events.append([eventWith(), full])
      deepStrictEqual(await events.list({ limit: 10 }), [full, eventWith()])
    },
  },
  {
    name: 'events: the list is newest first, page by page, and concurrent batches are all there',
    async run({ events }) {
      const id = (index: number) => `e${String(index).padStart(3, '0')}`
      await fiftyAtOnce((index) =>
        events.append([eventWith({ id: id(2 * index) }), eventWith({ id: id(2 * index + 1) })]),
      )
      const first = await events.list({ limit: 70 })
      const second = await events.list({ limit: 70, after: first.at(-1)?.id ?? '' })
      const expected = Array.from({ length: 100 }, (_, index) => id(99 - index))
      deepStrictEqual(
        [...first, ...second].map((event) => event.id),
        expected,
      )
      await rejects(async () => events.list({ limit: 0 }), RangeError)
    },
  },
  {
    name: 'events: of a batch with an event that cannot be stored nothing is kept, and other batches are not harmed',
    async run({ events }) {
      const outcomes = await Promise.allSettled([
        events.append([eventWith({ id: 'before' })]),
        events.append([eventWith({ id: 'good' }), eventWith({ id: 'bad', detail: throwingDetail() })]),
        events.append([eventWith({ id: 'after' })]),
      ])
      deepStrictEqual(
        outcomes.map((outcome) => outcome.status),
        ['fulfilled', 'rejected', 'fulfilled'],
      )
      const kept = await events.list({ limit: 10 })
      deepStrictEqual(
        kept.map((event) => event.id),
        ['before', 'after'],
      )
    },
  },
  {
    name: 'events: a batch that is sent again, because its answer was lost, is stored once',
    async run({ events }) {
      const batch = [eventWith(), eventWith({ id: 'event-2' })]
      await events.append(batch)
      await events.append([...batch, eventWith({ id: 'event-3' })])
      strictEqual((await events.list({ limit: 10 })).length, 3)
      await events.append([])
    },
  },
  {
    name: 'events: hostile text in any member is stored as text',
    async run({ events }) {
      for (const text of hostileTexts) {
        const event = eventWith({
          id: `~${text}`,
          reason: text,
          accountId: text,
          detail: { [`key ${text}`]: text },
        })
        await events.append([event])
        const listed = await events.list({ limit: 500 })
        deepStrictEqual(
          listed.find(({ id }) => id === event.id),
          event,
        )
      }
    },
  },
]

/** A detail that no storage can write: reading its member throws. */
function throwingDetail(): Readonly<Record<string, string>> {
  return Object.defineProperty({}, 'text', {
    enumerable: true,
    get() {
      throw new Error('cannot be written')
    },
  })
}
