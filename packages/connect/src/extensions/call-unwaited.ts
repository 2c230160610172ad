import { isThenable } from './call-extension.ts'

/**
 * Calls a function of somebody else's that nobody waits for. What it throws or rejects with goes to `rescue`:
 * a rejection that nobody handles would end the process.
 */
export function callUnwaited(call: () => unknown, rescue: (thrown: unknown) => void): void {
  try {
    const answer = call()
    if (isThenable(answer)) Promise.resolve(answer).catch(rescue)
  } catch (thrown) {
    rescue(thrown)
  }
}
