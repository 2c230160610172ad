import type { GrantSelection } from '../ports/stores/grant-store.ts'

/** What a selection names, member by member. @throws TypeError if it names nothing: it would match all. */
export function requireSelection<Selection extends GrantSelection>(
  selection: Selection,
): readonly (readonly [Extract<keyof Selection, keyof GrantSelection>, string])[] {
  const { accountId, sessionId, clientId } = selection
  const named = Object.entries({ accountId, sessionId, clientId }).filter(
    (pair): pair is [Extract<keyof Selection, keyof GrantSelection>, string] => pair[1] !== undefined,
  )
  if (named.length > 0) return named
  throw new TypeError('Name an account, a client or a session: without any, all would be meant')
}
