import { createTimeLimit, type TimeLimit } from '../deadline/time-limit.ts'
import { ExtensionFailure } from './extension-failure.ts'

/** A function of somebody else's, and how it is called. */
export interface Extension<Answer> {
  /** As it is called in the configuration, such as `accounts.find`. */
  readonly name: string
  readonly seconds: number
  /** Checks the answer. What it throws says what is wrong, and becomes an {@link ExtensionFailure}. */
  readonly read: (answer: unknown) => Answer
  /** True for what the function may throw on purpose. Default: nothing. */
  readonly passes?: (thrown: unknown) => boolean
}

/**
 * The same function with a time limit and a checked answer. An answer that is no promise costs no timer.
 * What it answers after its time is ignored.
 * @throws ExtensionFailure that names the function, whatever it did; and what `passes` lets through
 */
export function guardExtension<Given extends readonly unknown[], Answer>(
  extension: Extension<Answer>,
  call: (...given: Given) => unknown,
): (...given: Given) => Promise<Answer> {
  const { seconds } = extension
  const limit = limitOf(seconds)
  const late = () => ExtensionFailure.late(extension.name, seconds)
  return async (...given) => {
    let answer: unknown
    try {
      const first = call(...given)
      answer = isThenable(first) ? await limit(Promise.resolve(first), late) : first
    } catch (thrown) {
      throw toFailure(extension, thrown)
    }
    return readAnswer(extension, answer)
  }
}

/**
 * The same function, which has to answer at once: a promise is an answer that cannot be used.
 * @throws ExtensionFailure; and what `passes` lets through
 */
export function guardSynchronousExtension<Given extends readonly unknown[], Answer>(
  extension: Omit<Extension<Answer>, 'seconds'>,
  call: (...given: Given) => unknown,
): (...given: Given) => Answer {
  return (...given) => {
    let answer: unknown
    try {
      answer = call(...given)
      if (isThenable(answer)) disregard(answer)
    } catch (thrown) {
      throw toFailure(extension, thrown)
    }
    return readAnswer(extension, answer)
  }
}

/** Nobody waits for it, and a rejection that nobody handles would end the process. */
function disregard(answer: unknown): void {
  Promise.resolve(answer).catch(() => undefined)
}

export function isThenable(answer: unknown): boolean {
  const isObject = (typeof answer === 'object' && answer !== null) || typeof answer === 'function'
  return isObject && typeof (answer as { readonly then?: unknown }).then === 'function'
}

function readAnswer<Answer>(
  { name, read }: Pick<Extension<Answer>, 'name' | 'read'>,
  answer: unknown,
): Answer {
  try {
    return read(answer)
  } catch (problem) {
    throw ExtensionFailure.unusable(name, problem)
  }
}

function toFailure({ name, passes }: Pick<Extension<unknown>, 'name' | 'passes'>, thrown: unknown): unknown {
  if (thrown instanceof ExtensionFailure || passes?.(thrown)) return thrown
  return ExtensionFailure.threw(name, thrown)
}

/** One for each length, so that all calls of one length share a timer. */
const limits = new Map<number, TimeLimit>()

export function limitOf(seconds: number): TimeLimit {
  const known = limits.get(seconds)
  if (known !== undefined) return known
  const limit = createTimeLimit(seconds * 1000)
  limits.set(seconds, limit)
  return limit
}
