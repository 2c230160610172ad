import type { Caller } from '../../ports/caller.ts'
import type { Grant } from '../../protocol/grant.ts'
import { refuse } from '../../protocol/refusal.ts'
import type { AuthorizationCode } from '../../protocol/token/authorization-code.ts'
import { isDeadGrant, toDeadGrant } from '../../protocol/token/dead-grant.ts'
import type { Parts } from '../parts.ts'

/** How many replays of one code have an event: an app can send it again as often as it likes. */
const REPORTED_REPLAYS = 5
/** Seconds in which they are counted; longer than any code lives. */
const WINDOW_SECONDS = 600

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
  await reportReplay(grant, caller, parts)
  refuse('code_replayed')
}

/** About an account, so no other limit holds for it: neither in storage nor in the log. */
async function reportReplay(
  { id: grantId, accountId, clientId, createdAt: now }: Grant,
  caller: Caller,
  { storage, events }: OpeningParts,
): Promise<void> {
  const counter = { key: `replays:${grantId}`, limit: REPORTED_REPLAYS, windowSeconds: WINDOW_SECONDS }
  if ((await storage.attempts.take(counter, now)).outcome === 'exhausted') return
  events.report({ name: 'code.replayed', outcome: 'failure', grantId, accountId, clientId }, caller)
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
