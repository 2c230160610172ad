import type { Caller } from '../../ports/caller.ts'
import type { EdgeContext } from './edge-context.ts'

/** Who is calling, for limits and events. */
export function callerOf(context: EdgeContext): Caller {
  return context.get('caller')
}
