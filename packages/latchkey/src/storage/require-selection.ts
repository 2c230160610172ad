import type { GrantSelection } from '../ports/stores/grant-store.ts'

/** What a selection names, member by member. @throws TypeError if it names nothing: it would match all. */
export function requireSelection(
  selection: GrantSelection,
): readonly (readonly [keyof GrantSelection, string])[] {
  const { accountId, sessionId, clientId } = selection
  const named = Object.entries({ accountId, sessionId, clientId }).filter(
    (pair): pair is [keyof GrantSelection, string] => pair[1] !== undefined,
  )
  if (named.length > 0) return named
  throw new TypeError('Name an account, a client or a session whose grants are to be revoked')
}
