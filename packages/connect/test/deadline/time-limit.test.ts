import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createTimeLimit } from '../../src/deadline/time-limit.ts'

const never = () => new Promise<never>(() => undefined)
const late = (name: string) => () => new Error(`${name} is late`)

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }))
afterEach(() => void vi.useRealTimers())

test('what comes in time is passed on, result or error, and leaves no timer that keeps the process alive', async () => {
  const limit = createTimeLimit(5000)
  expect(await limit(Promise.resolve(1), late('one'))).toBe(1)
  await expect(limit(Promise.reject('broken'), late('two'))).rejects.toBe('broken')
  expect(vi.getTimerCount()).toBe(1)
  await vi.advanceTimersByTimeAsync(5000)
  expect(vi.getTimerCount()).toBe(0)
})

test('each call has its own end, and all share one timer', async () => {
  const limit = createTimeLimit(5000)
  const ended: string[] = []
  const wait = (name: string) => limit(never(), late(name)).catch((error: Error) => ended.push(error.message))
  void wait('first')
  await vi.advanceTimersByTimeAsync(3000)
  void wait('second')
  expect(vi.getTimerCount()).toBe(1)
  await vi.advanceTimersByTimeAsync(2000)
  expect(ended).toEqual(['first is late'])
  await vi.advanceTimersByTimeAsync(3000)
  expect(ended).toEqual(['first is late', 'second is late'])
})

test('what comes too late is ignored, a rejection too', async () => {
  const limit = createTimeLimit(100)
  const { promise, reject } = Promise.withResolvers<void>()
  const waiting = expect(limit(promise, late('it'))).rejects.toThrow('it is late')
  await vi.advanceTimersByTimeAsync(100)
  reject(new Error('nobody handles this'))
  await waiting
})
