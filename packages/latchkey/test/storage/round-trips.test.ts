import { expect, test } from 'vitest'
import { Unreachable } from '../../src/storage/postgres/failure.ts'
import { MAX_ROWS, MAX_WAITING, RoundTrips } from '../../src/storage/postgres/round-trips.ts'

/** A call: the row it is about, and what tells it from others. */
interface Call {
  readonly key: string
  readonly number: number
}

/** A verb whose statements a test answers by hand. Each outcome says which statement it came from. */
function verbByHand(sameRow: 'each' | 'together') {
  const statements: { readonly calls: readonly Call[]; answer(): void; fail(error: unknown): void }[] = []
  const trips = new RoundTrips<Call, string>({
    keyOf: ({ key }) => key,
    sameRow,
    run: (calls) =>
      new Promise((resolve, reject) => {
        const place = statements.length
        const outcomes = calls.map(({ key, number }) => `${key}${number} in ${place}`)
        statements.push({ calls, answer: () => resolve(outcomes), fail: reject })
      }),
  })
  const call = (key: string, number = 0) => trips.call({ key, number })
  const keysOf = (place: number) => statements[place]?.calls.map(({ key, number }) => `${key}${number}`)
  return { call, statements, keysOf }
}

/** All that can happen without an answer of the database has happened. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(() => setImmediate(resolve)))
}

const refusedBy = (sqlState: string) =>
  Object.assign(new Error(sqlState), { code: sqlState, severity: 'ERROR' })

test('calls of one turn of the event loop share a statement, in the order of their keys', async () => {
  const { call, statements, keysOf } = verbByHand('each')
  const outcomes = Promise.all([call('c'), call('a'), Promise.resolve().then(() => call('b'))])
  await settled()
  expect(keysOf(0)).toEqual(['a0', 'b0', 'c0'])
  statements[0]?.answer()
  expect(await outcomes).toEqual(['c0 in 0', 'a0 in 0', 'b0 in 0'])
})

test('a lone call leaves at once, and what arrives while it is under way goes with the next', async () => {
  const { call, statements, keysOf } = verbByHand('each')
  const first = call('a')
  await settled()
  const others = [call('b'), call('c')]
  await settled()
  others.push(call('d'))
  await settled()
  expect(statements).toHaveLength(1)
  statements[0]?.answer()
  expect(await first).toBe('a0 in 0')
  await settled()
  expect(keysOf(1)).toEqual(['b0', 'c0', 'd0'])
  statements[1]?.answer()
  expect(await Promise.all(others)).toEqual(['b0 in 1', 'c0 in 1', 'd0 in 1'])
  const later = call('e')
  await settled()
  expect(keysOf(2)).toEqual(['e0'])
  statements[2]?.answer()
  await later
})

test('of the writes to one row each statement has one, in the order in which they were called', async () => {
  const { call, statements, keysOf } = verbByHand('each')
  const outcomes = [call('a', 1), call('a', 2), call('b', 1), call('a', 3)]
  for (const expected of [['a1', 'b1'], ['a2'], ['a3']]) {
    await settled()
    expect(keysOf(statements.length - 1)).toEqual(expected)
    statements.at(-1)?.answer()
  }
  expect(await Promise.all(outcomes)).toEqual(['a1 in 0', 'a2 in 1', 'b1 in 0', 'a3 in 2'])
})

test('those who read one row are answered together, but not from a statement that left before they asked', async () => {
  const { call, statements, keysOf } = verbByHand('together')
  const early = [call('a'), call('a'), call('b')]
  await settled()
  const late = [call('a'), call('a')]
  expect(keysOf(0)).toEqual(['a0', 'b0'])
  statements[0]?.answer()
  expect(await Promise.all(early)).toEqual(['a0 in 0', 'a0 in 0', 'b0 in 0'])
  await settled()
  expect(keysOf(1)).toEqual(['a0'])
  statements[1]?.answer()
  expect(await Promise.all(late)).toEqual(['a0 in 1', 'a0 in 1'])
})

test('a statement has a bound, and who waits for a busy row does not hold up the others', async () => {
  const { call, statements } = verbByHand('each')
  const busy = Array.from({ length: 5000 }, (_, number) => call('busy', number))
  const others = Array.from({ length: MAX_ROWS }, (_, index) => call(`k${String(index).padStart(3, '0')}`))
  await settled()
  expect(statements[0]?.calls).toHaveLength(MAX_ROWS)
  statements[0]?.answer()
  await settled()
  // The last of the others is before the busy row, whose turn was before.
  expect(statements[1]?.calls.map(({ key }) => key)).toEqual(['busy', 'k255'])
  statements[1]?.answer()
  await Promise.all(others)
  for (let place = 2; place < 5000; place += 1) {
    await new Promise((resolve) => setImmediate(resolve))
    statements[place]?.answer()
  }
  expect((await Promise.all(busy)).at(-1)).toBe('busy4999 in 4999')
})

test('when too many wait, more are refused at once, and there is room again afterwards', async () => {
  const { call, statements } = verbByHand('together')
  const waiting = Array.from({ length: MAX_WAITING }, () => call('a'))
  await expect(call('b')).rejects.toThrow('10000 calls wait for the database already')
  await settled()
  const more = call('b')
  statements[0]?.answer()
  await Promise.all(waiting)
  await settled()
  statements[1]?.answer()
  expect(await more).toBe('b0 in 1')
})

test.each([
  ['a cut connection', Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' })],
  ['a server that ends the connection', refusedBy('57P01')],
  ['a refused statement', refusedBy('42601')],
])('%s fails those whose statement it was, and who waits goes on', async (_, error) => {
  const { call, statements } = verbByHand('each')
  const failing = Promise.allSettled([call('a', 1), call('b', 1)])
  const waiting = call('a', 2)
  await settled()
  statements[0]?.fail(error)
  expect(await failing).toEqual([
    { status: 'rejected', reason: error },
    { status: 'rejected', reason: error },
  ])
  await settled()
  statements[1]?.answer()
  expect(await waiting).toBe('a2 in 1')
})

test.each([
  ['a server that is not there', new Unreachable(new Error('connect ECONNREFUSED'))],
  ['a server that hangs', new Error('Query read timeout')],
  ['a statement that took too long', refusedBy('57014')],
  ['a server that is starting', refusedBy('57P03')],
])('%s fails who waits too, and the next call tries anew', async (_, error) => {
  const { call, statements } = verbByHand('each')
  const all = Promise.allSettled([call('a', 1), call('b', 1), call('a', 2), call('a', 3)])
  await settled()
  statements[0]?.fail(error)
  expect((await all).map(({ status }) => status)).toEqual(Array(4).fill('rejected'))
  expect(statements).toHaveLength(1)
  const next = call('a', 4)
  await settled()
  statements[1]?.answer()
  expect(await next).toBe('a4 in 1')
})

test('a value that cannot be stored fails its own call alone: the others are run one by one', async () => {
  const { call, statements, keysOf } = verbByHand('each')
  const all = Promise.allSettled([call('a'), call('bad'), call('c')])
  await settled()
  statements[0]?.fail(refusedBy('22P02'))
  await settled()
  statements[1]?.answer()
  await settled()
  expect(keysOf(2)).toEqual(['bad0'])
  statements[2]?.fail(refusedBy('22P02'))
  await settled()
  statements[3]?.answer()
  expect((await all).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
})

test('when the server goes away while they are run one by one, the rest is not tried', async () => {
  const { call, statements } = verbByHand('each')
  const all = Promise.allSettled([call('a'), call('b'), call('c')])
  await settled()
  statements[0]?.fail(refusedBy('22P02'))
  await settled()
  statements[1]?.answer()
  await settled()
  statements[2]?.fail(new Unreachable(new Error('gone')))
  expect((await all).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected'])
  expect(statements).toHaveLength(3)
})
