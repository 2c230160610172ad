import type { Grant } from '../../protocol/grant.ts'
import { refuse } from '../../protocol/refusal.ts'
import type { AuthorizationCode } from '../../protocol/token/authorization-code.ts'
import { isDeadGrant, toDeadGrant } from '../../protocol/token/dead-grant.ts'
import type { Caller } from '../caller.ts'
import type { Parts } from '../parts.ts'

type OpeningParts = Pick<Parts, 'storage' | 'events'>

/**
 * Redeems a code: inserts its grant, once. A code that comes a second time is a replay, and ends what the
 * first redemption opened (OAuth 2.1 §4.1.3). A code of the same request that another press of the button
 * gave is not: it is refused, and the tokens of the one that came first stay as they are.
 */
export async function openGrant(
  code: AuthorizationCode,
  grant: Grant,
  { caller, parts }: { readonly caller: Caller; readonly parts: OpeningParts },
): Promise<void> {
  for (const earlier of code.earlierGrantIds ?? []) {
    await requireUnredeemed(toDeadGrant(code, earlier, grant.createdAt), parts)
  }
  if ((await parts.storage.grants.open(grant)) === 'opened') return
  const opened = await parts.storage.grants.find(grant.id)
  if (opened !== undefined && isDeadGrant(opened)) refuseOther()
  const { id: grantId, accountId, clientId } = grant
  parts.events.report({ name: 'code.replayed', outcome: 'failure', grantId, accountId, clientId, ...caller })
  refuse('code_replayed')
}

/**
 * Takes the id of an earlier code, in one atomic step, so that of two codes at once only one is redeemed. A
 * code whose grant was revoked was redeemed too: whoever revoked it, or replayed the code, ended the request.
 */
async function requireUnredeemed(dead: Grant, { storage }: OpeningParts): Promise<void> {
  if ((await storage.grants.open(dead)) === 'opened') return
  const known = await storage.grants.find(dead.id)
  if (known !== undefined && !isDeadGrant(known)) refuseOther()
}

function refuseOther(): never {
  refuse('code_invalid', undefined, {
    failure: 'another_code_redeemed_or_guessed_at',
  })
}
