import type { Caller } from '../../ports/caller.ts'
import type { Grant } from '../../protocol/grant.ts'
import type { Parts } from '../parts.ts'

/** Records the scopes that a client asked for and was not granted: it is told by `scope` alone. */
export function reportLeftOutScopes(
  leftOutScopes: readonly string[] | undefined,
  { id: grantId, accountId, clientId }: Pick<Grant, 'id' | 'accountId' | 'clientId'>,
  { caller, events }: { readonly caller: Caller } & Pick<Parts, 'events'>,
): void {
  if (leftOutScopes === undefined || leftOutScopes.length === 0) return
  const detail = { scopes: leftOutScopes.join(' ') }
  events.report(
    {
      name: 'grant.scopes_left_out',
      outcome: 'success',
      grantId,
      accountId,
      clientId,
      detail,
    },
    caller,
  )
}
