import { EmptySelection } from '../ports/storage-misuse.ts'
import type { GrantSelection } from '../ports/stores/grant-store.ts'

/** What a selection names, member by member. @throws EmptySelection */
export function requireSelection<Selection extends GrantSelection>(
  selection: Selection,
): readonly (readonly [Extract<keyof Selection, keyof GrantSelection>, string])[] {
  const { accountId, sessionId, clientId } = selection
  const named = Object.entries({ accountId, sessionId, clientId }).filter(
    (pair): pair is [Extract<keyof Selection, keyof GrantSelection>, string] => pair[1] !== undefined,
  )
  if (named.length > 0) return named
  throw new EmptySelection()
}
