import type { Caller } from '../../flows/caller.ts'
import type { EdgeContext } from './edge-context.ts'

/** Who is calling, for limits and events. */
export function callerOf(context: EdgeContext): Caller {
  return { address: context.get('address'), requestId: context.get('requestId') }
}
