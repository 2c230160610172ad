import { afterEach, describe, expect, test, vi } from 'vitest'
import {
  type Extension,
  guardExtension,
  guardSynchronousExtension,
} from '../../src/extensions/call-extension.ts'

const text: Extension<string> = {
  name: 'the.function',
  seconds: 5,
  read: (answer) => {
    if (typeof answer === 'string') return answer
    throw new Error('it must be a text')
  },
}
const guarded = (call: () => unknown) => guardExtension(text, call)()
const anything = (value: unknown) => () => value

afterEach(() => void vi.useRealTimers())

const unreadable = Object.create(null)
const frozen = Object.freeze(new Error('frozen'))
const getter = Object.defineProperty({}, 'then', {
  get: () => {
    throw new Error('a getter')
  },
})
const throwingThenable = Object.fromEntries([
  [
    'then',
    () => {
      throw new Error('a thenable')
    },
  ],
])

describe('a function that was handed to us', () => {
  test.each([
    [
      'throws',
      () => {
        throw new Error('boom')
      },
      'the.function threw: boom',
      'threw',
    ],
    [
      'throws undefined',
      () => {
        throw undefined
      },
      'the.function threw: undefined',
      'threw',
    ],
    [
      'throws what has no text',
      () => {
        throw unreadable
      },
      'something that cannot be read',
      'threw',
    ],
    [
      'throws what is frozen',
      () => {
        throw frozen
      },
      'the.function threw: frozen',
      'threw',
    ],
    [
      'rejects',
      async () => {
        throw new Error('boom')
      },
      'the.function threw: boom',
      'threw',
    ],
    ['answers a getter that throws', anything(getter), 'a getter', 'threw'],
    ['answers a thenable that throws', anything(throwingThenable), 'a thenable', 'threw'],
    [
      'answers a number',
      anything(7),
      'What the.function returned cannot be used: it must be a text',
      'unusable',
    ],
    ['answers nothing later', async () => undefined, 'it must be a text', 'unusable'],
  ])('and %s gives an error that names it', async (_, call, message, fault) => {
    const failure = await guarded(call).catch((error: unknown) => error)
    expect(failure).toMatchObject({ name: 'ExtensionFailure', fault })
    expect((failure as Error).message).toContain(message)
  })

  test('and hangs is given up after its time', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
    const failed = expect(guarded(() => new Promise(() => undefined))).rejects.toMatchObject({
      fault: 'late',
      message: 'the.function did not finish within 5 seconds',
    })
    await vi.advanceTimersByTimeAsync(5000)
    await failed
  })

  test('is passed what it is called with, and its answer is passed on, without a timer where it answers at once', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
    const add = guardExtension({ ...text, seconds: 7 }, (one: string, other: string) => one + other)
    expect(await add('a', 'b')).toBe('ab')
    expect(vi.getTimerCount()).toBe(0)
  })

  test('may throw on purpose what its caller understands', async () => {
    const refusal = new RangeError('on purpose')
    const passing = { ...text, passes: (thrown: unknown) => thrown instanceof RangeError }
    await expect(guardExtension(passing, () => Promise.reject(refusal))()).rejects.toBe(refusal)
  })

  test('and has to answer at once may not promise to, and what it promised ends no process', async () => {
    const call = guardSynchronousExtension(text, () => Promise.reject(new Error('unhandled')))
    expect(call).toThrow('What the.function returned cannot be used')
  })
})
