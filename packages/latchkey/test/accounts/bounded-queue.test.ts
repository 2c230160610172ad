import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createBoundedQueue } from '../../src/accounts/bounded-queue.ts'

test('never runs more at once than it may, runs in order, and runs all that it admitted', async () => {
  const size = fc.integer({ min: 1, max: 5 })
  await fc.assert(
    fc.asyncProperty(size, fc.nat(10), fc.nat(40), async (running, waiting, count) => {
      const queue = createBoundedQueue({ running, waiting })
      const started: number[] = []
      let now = 0
      let most = 0
      const task = (index: number) => async () => {
        started.push(index)
        now += 1
        most = Math.max(most, now)
        await Promise.resolve()
        now -= 1
        return index
      }
      const admitted = Array.from({ length: count }, (_, index) => queue.admit(task(index)))
      const expected = Math.min(count, running + waiting)
      expect(admitted.filter((result) => result !== undefined)).toHaveLength(expected)
      await Promise.all(admitted)
      expect(started).toEqual(Array.from({ length: expected }, (_, index) => index))
      expect(most).toBeLessThanOrEqual(running)
      expect(now).toBe(0)
    }),
  )
})
