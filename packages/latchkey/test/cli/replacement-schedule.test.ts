import { expect, test } from 'vitest'
import { ReplacementSchedule } from '../../src/cli/serve/workers/replacement-schedule.ts'

const delays = (ends: readonly (readonly [at: number, served: number, serving: number])[]) => {
  const schedule = new ReplacementSchedule()
  return ends.map(([at, servedMilliseconds, serving]) =>
    schedule.delayAfter({ at, servedMilliseconds, serving }),
  )
}

test('a worker that served for a while is replaced at once, however many end together', () => {
  expect(delays(Array.from({ length: 64 }, () => [90_000, 80_000, 0] as const))).toEqual(Array(64).fill(0))
})

test('workers that end right after their start are replaced later and later', () => {
  const ends = [0, 100, 400, 900, 2000, 4000, 8000, 16_000, 30_000].map((at) => [at, 50, 1] as const)
  expect(delays(ends)).toEqual([0, 250, 500, 1000, 2000, 4000, 8000, 10_000, 10_000])
})

test('after five of these in a minute and with nobody left to serve there is no other', () => {
  const early = [0, 1, 2, 3].map((at) => [at, 50, 0] as const)
  expect(delays([...early, [4, 50, 0]]).at(-1)).toBeUndefined()
  expect(delays([...early, [4, 50, 1]]).at(-1)).toBe(2000)
  expect(delays([...early, [60_003, 50, 0]]).at(-1)).toBe(0)
  expect(delays([...early, [4, 20_000, 0]]).at(-1)).toBe(1000)
})
