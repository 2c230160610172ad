import { expect, test, vi } from 'vitest'
import { createEventLog } from '../../src/events/create-event-log.ts'
import { createSecretUse } from '../../src/flows/clients/secret-use.ts'
import { systemRandom } from '../../src/keys/system-random.ts'
import type { AuditEvent } from '../../src/protocol/event.ts'
import { fakeClock } from '../../src/testing/fake-clock.ts'
import { clientWith } from '../../src/testing/storage-contract/examples.ts'
import { patiently } from '../fixtures/patiently.ts'

const silent = { debug() {}, info() {}, warn() {}, error() {} }
const signedIn = { name: 'account.signed_in', outcome: 'success' } as const

function openEventLog(
  append: (events: readonly AuditEvent[]) => Promise<void>,
  onEvent?: (event: AuditEvent) => Promise<void>,
) {
  const store = { append, list: async () => [] }
  return createEventLog({
    store,
    logger: silent,
    requestLog: { event() {} },
    clock: fakeClock(),
    random: systemRandom,
    limits: { anonymousEventsPerAddress: 60, anonymousEvents: 1200 },
    onEvent,
  })
}

test('while the database hangs, one batch is under way and a bounded number of events waits for the next', async () => {
  const batches: number[] = []
  const first = Promise.withResolvers<void>()
  const log = openEventLog((events) => {
    batches.push(events.length)
    return batches.length === 1 ? first.promise : Promise.resolve()
  })
  log.report(signedIn)
  const flushed = log.flush()
  await vi.waitFor(() => expect(batches).toEqual([1]), patiently)
  for (let index = 0; index < 5000; index += 1) log.report(signedIn)
  const closed = log.flush()
  first.resolve()
  await Promise.all([flushed, closed])
  expect(batches).toEqual([1, 1000])
})

test('a batch that the database refused does not hold up the next', async () => {
  const stored: string[] = []
  let isAway = true
  const log = openEventLog(async (events) => {
    if (isAway) throw new Error('connection refused')
    stored.push(...events.map(({ name }) => name))
  })
  log.report(signedIn)
  await log.flush()
  isAway = false
  log.report({ name: 'account.signed_out', outcome: 'success' })
  await log.flush()
  expect(stored).toEqual(['account.signed_out'])
})

test('the listener hears of events after they were stored, in their order, and of none that was not', async () => {
  const said: string[] = []
  let isAway = false
  const log = openEventLog(
    async (events) => {
      if (isAway) throw new Error('connection refused')
      said.push(...events.map(({ name }) => `stored ${name}`))
    },
    async ({ name }) => void said.push(`told ${name}`),
  )
  log.report(signedIn)
  log.report({ name: 'account.signed_out', outcome: 'success' })
  expect(said).toEqual([])
  await log.flush()
  expect(said).toEqual([
    ...['stored account.signed_in', 'stored account.signed_out'],
    ...['told account.signed_in', 'told account.signed_out'],
  ])
  isAway = true
  log.report(signedIn)
  await log.flush()
  expect(said).toHaveLength(4)
})

test('closing waits for the listener, as what it does with an event may need what closes next', async () => {
  const heard = Promise.withResolvers<void>()
  const log = openEventLog(
    async () => {},
    () => heard.promise,
  )
  log.report(signedIn)
  await log.flush()
  let isClosed = false
  const closed = log.close().then(() => {
    isClosed = true
  })
  await new Promise((resolve) => setImmediate(resolve))
  expect(isClosed).toBe(false)
  heard.resolve()
  await closed
})

test('the last use of a secret that could not be written is written when the database is back', async () => {
  const written: string[] = []
  let isAway = true
  const secretUse = createSecretUse({
    async noteSecretUse(_, secretId) {
      if (isAway) throw new Error('connection refused')
      written.push(secretId)
    },
  })
  const secret = { id: 'the-secret', label: '', lastFour: '1234', secretHash: 'x', createdAt: 1000 }
  secretUse.note(clientWith(), secret, 1000)
  await expect(secretUse.flush()).rejects.toThrow('connection refused')
  isAway = false
  await secretUse.flush()
  await secretUse.flush()
  expect(written).toEqual(['the-secret'])
})
