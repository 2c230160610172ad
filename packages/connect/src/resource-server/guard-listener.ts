import { callUnwaited } from '../extensions/call-unwaited.ts'
import { describeThrown } from '../extensions/describe-thrown.ts'
import type { ProtectOptions } from './protect-options.ts'

type OnRefused = NonNullable<ProtectOptions['onRefused']>

/**
 * The app's listener, which nobody waits for. What it throws or rejects with is printed, once until it
 * changes: the request is refused all the same.
 */
export function guardOnRefused(own: OnRefused): OnRefused {
  let printed: string | undefined
  const rescue = (thrown: unknown) => {
    const reason = describeThrown(thrown)
    if (reason !== printed) console.error(`latchkey: onRefused threw: ${reason}`)
    printed = reason
  }
  return (refusal, request) => callUnwaited(() => own(refusal, request), rescue)
}
