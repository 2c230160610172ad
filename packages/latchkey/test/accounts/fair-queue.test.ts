import fc from 'fast-check'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import {
  createFairQueue,
  type FairQueue,
  type Party,
  type QueueLimits,
} from '../../src/accounts/fair-queue.ts'
import { partiesOf } from '../../src/accounts/parties.ts'
import { PasswordHashingBusy } from '../../src/ports/accounts.ts'

/** A queue whose work ends when the test says so, with the names of what has begun. */
function heldQueue(limits: QueueLimits) {
  const queue = createFairQueue(limits)
  const begun: string[] = []
  const ends: (() => void)[] = []
  const refused: string[] = []
  const add = (name: string, parties: readonly Party[], cost = 1) => {
    const run = () => {
      begun.push(name)
      return new Promise<void>((resolve) => ends.push(resolve))
    }
    queue.add({ parties, cost, run }).catch((cause) => {
      expect(cause).toBeInstanceOf(PasswordHashingBusy)
      refused.push(name)
    })
  }
  /** Ends what runs, in order, until nothing is left. */
  async function drain(): Promise<void> {
    for (let end = ends.shift(); end !== undefined; end = ends.shift()) {
      end()
      await settled()
    }
  }
  return { add, begun, refused, drain }
}

/** Until every promise that can be resolved is. */
const settled = () => new Promise<void>((resolve) => setImmediate(resolve))

const party = (key: string, weight = 1): Party => ({ key, weight })
const times = (count: number) => Array.from({ length: count }, (_, index) => index)

test('never runs more at once than it may, runs in order for one party, and runs all that it took', async () => {
  const size = fc.integer({ min: 1, max: 5 })
  await fc.assert(
    fc.asyncProperty(size, fc.nat(10), fc.nat(40), async (running, waiting, count) => {
      const queue = createFairQueue({ running, waiting })
      const started: number[] = []
      let now = 0
      let most = 0
      const run = (index: number) => async () => {
        started.push(index)
        now += 1
        most = Math.max(most, now)
        await Promise.resolve()
        now -= 1
        return index
      }
      const added = times(count).map((index) =>
        queue.add({ parties: [party('one')], cost: 1, run: run(index) }),
      )
      const outcomes = await Promise.allSettled(added)
      const expected = Math.min(count, running + waiting)
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(expected)
      expect(started).toEqual(times(expected))
      expect(most).toBeLessThanOrEqual(running)
      expect(now).toBe(0)
    }),
  )
})

test('whatever comes in whatever order, nothing is lost, and the queue is as good as new afterwards', async () => {
  const work = fc.record({
    parties: fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 3 }),
    cost: fc.integer({ min: 1, max: 3 }),
    fails: fc.boolean(),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(work, { maxLength: 40 }), async (all) => {
      const queue = createFairQueue({ running: 2, waiting: 8 })
      const ended = await Promise.all(all.map((each) => endOf(queue, each)))
      expect(ended.filter((end) => end === 'refused').length).toBe(Math.max(0, all.length - 10))
      const again = times(10).map(() => endOf(queue, { parties: ['a'], cost: 1, fails: false }))
      expect(await Promise.all(again)).toEqual(times(10).map(() => 'done'))
    }),
  )
})

async function endOf(
  queue: FairQueue,
  { parties, cost, fails }: { parties: readonly string[]; cost: number; fails: boolean },
): Promise<'done' | 'failed' | 'refused'> {
  const run = async () => {
    if (fails) throw new Error('It failed')
    return 'done' as const
  }
  try {
    return await queue.add({ parties: parties.map((key) => party(key)), cost, run })
  } catch (cause) {
    return cause instanceof PasswordHashingBusy ? 'refused' : 'failed'
  }
}

describe('while others wait, nobody gets more than a share', () => {
  test('who comes after five hundred of another is next', async () => {
    const { add, begun, drain } = heldQueue({ running: 2, waiting: 1000 })
    for (const index of times(500)) add(`mallory ${index}`, [party('mallory')])
    add('ada', [party('ada')])
    await drain()
    expect(begun.indexOf('ada')).toBeLessThanOrEqual(3)
    expect(begun).toHaveLength(501)
  })

  test('two who hammer alternate', async () => {
    const { add, begun, drain } = heldQueue({ running: 1, waiting: 1000 })
    for (const name of ['mallory', 'trudy']) for (const _ of times(20)) add(name, [party(name)])
    await drain()
    const half = begun.slice(0, 20).filter((name) => name === 'mallory')
    expect(half.length).toBeGreaterThanOrEqual(9)
    expect(half.length).toBeLessThanOrEqual(11)
  })

  test('one account from many addresses is one, and so is one address with many accounts', async () => {
    for (const parties of [
      (index: number) => [party('account'), party(`address ${index}`)],
      (index: number) => [party(`account ${index}`), party('address')],
    ]) {
      const { add, begun, drain } = heldQueue({ running: 1, waiting: 1000 })
      for (const index of times(100)) add('mallory', parties(index))
      add('ada', [party('ada’s account'), party('ada’s address')])
      await drain()
      expect(begun.indexOf('ada')).toBeLessThanOrEqual(2)
    }
  })

  test('who names the account of another from a crowded address does not push its owner back', async () => {
    const { add, begun, drain } = heldQueue({ running: 1, waiting: 1000 })
    for (const index of times(100)) add('mallory', [party('address'), party(`account ${index}`)])
    add('mallory', [party('address'), party('ada')])
    add('ada', [party('elsewhere'), party('ada')])
    await drain()
    expect(begun.indexOf('ada')).toBeLessThanOrEqual(3)
  })

  test('work that is more than one hash counts for as much', async () => {
    const { add, begun, drain } = heldQueue({ running: 1, waiting: 1000 })
    for (const _ of times(20)) add('mallory', [party('mallory')], 3)
    for (const _ of times(20)) add('ada', [party('ada')])
    await drain()
    expect(begun.slice(0, 20).filter((name) => name === 'ada').length).toBeGreaterThanOrEqual(14)
  })

  test('a site of many networks gets ten shares and not one for each (RFC 6177 §2)', async () => {
    const { add, begun, drain } = heldQueue({ running: 1, waiting: 1000 })
    for (const index of times(200))
      add('mallory', partiesOf({ address: `2001:db8:1:${index.toString(16)}::1` }, `person ${index}`))
    add('ada', partiesOf({ address: '2001:db8:2::1' }, 'ada'))
    await drain()
    expect(begun.indexOf('ada')).toBeLessThanOrEqual(11)
  })
})

describe('when too much waits', () => {
  test('the work furthest beyond its share goes, and nobody who is within it', async () => {
    const { add, begun, refused, drain } = heldQueue({ running: 1, waiting: 10 })
    for (const index of times(11)) add(`mallory ${index}`, [party('mallory')])
    for (const name of ['ada', 'grace']) add(name, [party(name)])
    add('mallory 11', [party('mallory')])
    await drain()
    expect(refused.toSorted()).toEqual(['mallory 10', 'mallory 11', 'mallory 9'])
    expect(begun).toEqual(expect.arrayContaining(['ada', 'grace']))
  })

  test('what was refused is not held against anybody', async () => {
    const { add, begun, drain } = heldQueue({ running: 1, waiting: 4 })
    for (const _ of times(500)) add('mallory', [party('mallory')])
    await settled()
    for (const _ of times(2)) add('ada', [party('ada')])
    await drain()
    expect(begun.filter((name) => name === 'ada')).toHaveLength(2)
    expect(begun).toHaveLength(5)
  })
})

test('while what runs hangs, nobody waits longer than the queue allows, and it is held against nobody', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  onTestFinished(() => void vi.useRealTimers())
  const { add, begun, refused, drain } = heldQueue({ running: 1, waiting: 10, seconds: 10 })
  add('hangs', [party('mallory')])
  for (const index of times(3)) add(`early ${index}`, [party('mallory')])
  vi.advanceTimersByTime(9000)
  add('alice', [party('alice')])
  vi.advanceTimersByTime(1000)
  await settled()
  expect(refused).toEqual(['early 0', 'early 1', 'early 2'])
  add('late', [party('mallory')])
  await drain()
  vi.advanceTimersByTime(60_000)
  await settled()
  expect(begun).toEqual(['hangs', 'alice', 'late'])
  expect(refused).toHaveLength(3)
})
