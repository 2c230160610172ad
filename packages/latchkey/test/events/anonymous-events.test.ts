import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { createEventLog, type EventLog } from '../../src/events/create-event-log.ts'
import { systemRandom } from '../../src/keys/system-random.ts'
import { silentLogger } from '../../src/log/create-logger.ts'
import type { ReportedEvent } from '../../src/ports/events.ts'
import { createMemoryStorage } from '../../src/storage/memory/memory-storage.ts'
import { type FakeClock, fakeClock } from '../../src/testing/fake-clock.ts'
import { notedRequests } from '../fixtures/noted-requests.ts'

interface Sink {
  readonly log: EventLog
  readonly clock: FakeClock
  /** Every row, the oldest first, once what is waiting was stored. */
  rows(): Promise<readonly ReportedEvent[]>
}

function openSink(): Sink {
  const { events: store } = createMemoryStorage()
  const clock = fakeClock()
  const limits = { anonymousEventsPerAddress: 60, anonymousEvents: 1200 }
  const { requestLog } = notedRequests()
  const given = { store, logger: silentLogger, requestLog, clock, random: systemRandom }
  const parts = { ...given, limits, onEvent: undefined }
  const log = createEventLog(parts)
  return {
    log,
    clock,
    async rows() {
      await log.flush()
      const rows: ReportedEvent[] = []
      for (let page = await store.list({ limit: 100 }); page.length > 0; ) {
        rows.push(...page)
        page = await store.list({ limit: 100, after: page.at(-1)?.id ?? '' })
      }
      return rows.reverse()
    },
  }
}

const failed = (address: string): ReportedEvent => ({
  name: 'client.authentication_failed',
  outcome: 'failure',
  clientId: 'app',
  address,
})
const locked = (address: string): ReportedEvent => ({
  name: 'account.sign_in_locked',
  outcome: 'failure',
  address,
})
const wrongPassword = (address: string, accountId: string): ReportedEvent => ({
  name: 'account.sign_in_failed',
  outcome: 'failure',
  accountId,
  address,
})

/** Many at a time, as requests come: what is waiting is stored in between. */
async function reportEach({ log }: Sink, events: readonly ReportedEvent[]): Promise<void> {
  for (let start = 0; start < events.length; start += 100) {
    for (const event of events.slice(start, start + 100)) log.report(event)
    await log.flush()
  }
}

const repeat = <Item>(times: number, make: (index: number) => Item) =>
  Array.from({ length: times }, (_, index) => make(index))

describe('events that anyone can cause', () => {
  test('of one address come to 60 rows a minute, of which the last counts the rest', async () => {
    const sink = openSink()
    await reportEach(
      sink,
      repeat(5000, () => failed('192.0.2.7')),
    )
    await reportEach(
      sink,
      repeat(5000, () => locked('192.0.2.7')),
    )
    await sink.log.close()
    const rows = await sink.rows()
    expect(rows).toHaveLength(60)
    const at = sink.clock.now()
    expect(rows.at(-1)).toMatchObject({
      name: 'events.counted',
      address: '192.0.2.7',
      detail: {
        repeated: 9941,
        from: at,
        to: at,
        'client.authentication_failed': 4941,
        'account.sign_in_locked': 5000,
      },
    })
  })

  test('have 60 rows again after a minute, also of a clock that was set back', async () => {
    const sink = openSink()
    for (const seconds of [0, 59, 1, -7200]) {
      sink.clock.advance(seconds)
      await reportEach(
        sink,
        repeat(100, () => failed('192.0.2.7')),
      )
    }
    await sink.log.close()
    const counts = (await sink.rows()).filter(({ name }) => name === 'events.counted')
    expect(counts.map(({ detail }) => detail?.repeated).sort()).toEqual([141, 41, 41])
  })

  test('are counted where no more come after them', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    onTestFinished(() => void vi.useRealTimers())
    const sink = openSink()
    await reportEach(
      sink,
      repeat(100, () => failed('192.0.2.7')),
    )
    vi.advanceTimersByTime(60_000)
    expect((await sink.rows()).at(-1)).toMatchObject({ name: 'events.counted', detail: { repeated: 41 } })
  })

  test('leave the rows of other addresses alone; an IPv6 site has ten times those of a network (RFC 6177)', async () => {
    const hosts = repeat(100, (host) => failed(`2001:db8:1:1::${host.toString(16)}`))
    const networks = repeat(5000, (network) => failed(`2001:db8:2:${network.toString(16)}::1`))
    for (const [flood, rows] of [
      [hosts, 60],
      [networks, 600],
    ] as const) {
      const sink = openSink()
      await reportEach(sink, [...flood, failed('192.0.2.7')])
      await sink.log.close()
      const addresses = (await sink.rows()).map(({ address }) => address)
      expect(addresses.filter((address) => address !== '192.0.2.7')).toHaveLength(rows)
      expect(addresses).toContain('192.0.2.7')
    }
  })

  test('of any number of addresses come to 1,200 rows a minute, and nobody takes them all', async () => {
    const sink = openSink()
    await reportEach(
      sink,
      repeat(2000, (index) => failed(`2001:db8:${index % 4}::1`)),
    )
    await reportEach(
      sink,
      repeat(2000, (index) => failed(`2001:db8:a:${index.toString(16)}::1`)),
    )
    await reportEach(
      sink,
      repeat(2000, (index) => failed(`192.0.${index >> 8}.${index & 255}`)),
    )
    await sink.log.close()
    const rows = await sink.rows()
    expect(rows).toHaveLength(1200)
    expect(rows.filter(({ address }) => address?.startsWith('192.0.')).length).toBeGreaterThan(590)
    const [ofAll] = rows.filter(({ name, address }) => name === 'events.counted' && address === undefined)
    expect(ofAll?.detail?.repeated).toBeGreaterThan(1000)
  })

  test('never take the row of a failed sign-in to an account that exists (OWASP ASVS 16.3.1)', async () => {
    const sink = openSink()
    const flood = repeat(4000, (index) => failed(`192.0.${index >> 8}.${index & 255}`))
    const wrong = repeat(400, (index) => wrongPassword('192.0.2.7', `account-${index}`))
    await reportEach(
      sink,
      flood.flatMap((event, index) => (index % 10 === 0 ? [event, wrong[index / 10] ?? event] : [event])),
    )
    const rows = await sink.rows()
    expect(rows.filter(({ name }) => name === 'account.sign_in_failed')).toHaveLength(400)
  })

  test('are counted, not lost, while the database is too slow for them', async () => {
    const sink = openSink()
    for (const event of repeat(500, (index) => failed(`192.0.2.${index % 250}`))) sink.log.report(event)
    sink.log.report(wrongPassword('192.0.2.7', 'ada'))
    await sink.log.close()
    const rows = await sink.rows()
    expect(rows.filter(({ name }) => name === 'client.authentication_failed')).toHaveLength(200)
    expect(rows.filter(({ name }) => name === 'account.sign_in_failed')).toHaveLength(1)
    expect(
      rows.filter(({ name }) => name === 'events.counted').map(({ detail }) => detail?.repeated),
    ).toEqual([300])
  })
})

describe('answers to the question for permission, which prompt=consent asks again and again', () => {
  const answered = (name: 'consent.allowed' | 'consent.denied', accountId: string): ReportedEvent => ({
    name,
    outcome: name === 'consent.allowed' ? 'success' : 'failure',
    accountId,
    address: '192.0.2.7',
  })

  test('of one account come to 60 rows a minute, of which the last counts the rest', async () => {
    const sink = openSink()
    await reportEach(
      sink,
      repeat(200, () => answered('consent.denied', 'ada')),
    )
    await reportEach(sink, [answered('consent.allowed', 'ada'), answered('consent.denied', 'bob')])
    await sink.log.close()
    const rows = await sink.rows()
    expect(rows.filter(({ accountId }) => accountId === 'ada')).toHaveLength(60)
    expect(rows.filter(({ accountId }) => accountId === 'bob')).toHaveLength(1)
    const [counted, ...more] = rows.filter(({ name }) => name === 'events.counted')
    expect(more).toEqual([])
    expect(counted).toMatchObject({
      accountId: 'ada',
      detail: { repeated: 142, 'consent.denied': 141, 'consent.allowed': 1 },
    })
  })

  test('take no row of strangers, nor of a failed sign-in to the same account', async () => {
    const sink = openSink()
    await reportEach(
      sink,
      repeat(200, () => answered('consent.denied', 'ada')),
    )
    await reportEach(sink, [failed('192.0.2.7'), ...repeat(70, () => wrongPassword('192.0.2.7', 'ada'))])
    await sink.log.close()
    const names = (await sink.rows()).map(({ name }) => name)
    expect(names.filter((name) => name === 'client.authentication_failed')).toHaveLength(1)
    expect(names.filter((name) => name === 'account.sign_in_failed')).toHaveLength(70)
  })
})
