import { type PendingAuthorization, toRestart } from '../../protocol/authorize/pending-authorization.ts'
import { Refusal, type RefusalReason } from '../../protocol/refusal.ts'
import { isDeadGrant } from '../../protocol/token/dead-grant.ts'
import type { Parts } from '../parts.ts'
import { type CodeTurn, MOST_CODES, toCodeTurn } from './code-turn.ts'

/** How a request ends. A button that is pressed again ends it the same way; the other one no longer can. */
type Ending = 'allowed' | 'denied'

/** A pending request, and whose it is, for the page that says how it ended. */
interface Endable {
  readonly pending: PendingAuthorization
  readonly returnTo: { readonly clientId: string; readonly redirectUri: string }
}

/** What the person is told whose answer came after the other one. */
const tooLate = { allowed: 'page_already_denied', denied: 'page_denied_too_late' } as const

type EndingParts = Pick<Parts, 'storage' | 'clock'>

/**
 * Ends a request because the person allowed it. Every press of the button gets a code of its own: the browser
 * follows the answer to one of them only, and nobody knows which one.
 * @throws Refusal `page_already_denied` or `page_already_finished`.
 */
export async function endAllowed(position: Endable, parts: EndingParts): Promise<CodeTurn> {
  if (await end('allowed', position, parts)) return toCodeTurn(position.pending, 1)
  for (let turn = 2; turn <= MOST_CODES; turn++) {
    const isOurs = await remember(`finished:${position.pending.id}:${turn}`, position.pending, parts)
    if (isOurs) return toCodeTurn(position.pending, turn)
  }
  return refuseEnded('page_already_finished', position)
}

/**
 * Ends a request because the person denied it.
 * @returns false if it had ended so before.
 * @throws Refusal `page_denied_too_late` or `page_already_finished`.
 */
export async function endDenied(position: Endable, parts: EndingParts): Promise<boolean> {
  return end('denied', position, parts)
}

/**
 * Refuses a page of a request that was denied, or whose code the app has redeemed. As long as no code was
 * redeemed, whoever allowed it can go on: the first answer may never have arrived.
 * @throws Refusal `page_already_allowed` or `page_already_denied`.
 */
export async function requireUnended(position: Endable, parts: EndingParts): Promise<void> {
  const { pending } = position
  if (!(await has(`finished:${pending.id}`, parts))) return
  const [allowed, denied, redeemed] = await Promise.all([
    has(markOf('allowed', pending), parts),
    has(markOf('denied', pending), parts),
    isRedeemed(pending, parts),
  ])
  if (redeemed) refuseEnded('page_already_allowed', position)
  if (denied && !allowed) refuseEnded('page_already_denied', position)
}

/**
 * Of an Allow and a Deny at the same moment, on any nodes, one ends the request: the one that takes its mark.
 * Each leaves a mark of its own first, so that whoever comes second knows what the first may have been.
 * @returns false if it had ended the same way before.
 */
async function end(ending: Ending, position: Endable, parts: EndingParts): Promise<boolean> {
  const { pending } = position
  const finished = `finished:${pending.id}`
  if (!(await has(finished, parts))) {
    await remember(markOf(ending, pending), pending, parts)
    if (await remember(finished, pending, parts)) return true
  }
  const other = ending === 'allowed' ? 'denied' : 'allowed'
  const [same, opposite] = [
    await has(markOf(ending, pending), parts),
    await has(markOf(other, pending), parts),
  ]
  if (same && !opposite) return false
  // Neither: a node of an earlier version ended it, which does not say how.
  return refuseEnded(opposite && !same ? tooLate[ending] : 'page_already_finished', position)
}

/** Also if what was redeemed has been revoked since. */
async function isRedeemed(pending: PendingAuthorization, { storage }: EndingParts): Promise<boolean> {
  const { grantId, earlierGrantIds } = toCodeTurn(pending, MOST_CODES)
  const found = await Promise.all([...earlierGrantIds, grantId].map((id) => storage.grants.find(id)))
  return found.some((grant) => grant !== undefined && !isDeadGrant(grant))
}

function markOf(ending: Ending, pending: PendingAuthorization): string {
  return `${ending}:${pending.id}`
}

function has(mark: string, { storage, clock }: EndingParts): Promise<boolean> {
  return storage.rememberedIds.has(mark, clock.now())
}

/** True for the first who leaves this mark. */
async function remember(
  mark: string,
  { expiresAt }: PendingAuthorization,
  { storage, clock }: EndingParts,
): Promise<boolean> {
  return (await storage.rememberedIds.remember(mark, expiresAt, clock.now())) === 'fresh'
}

function refuseEnded(reason: RefusalReason, { pending, returnTo }: Endable): never {
  const { clientId, redirectUri } = returnTo
  throw new Refusal(reason, {
    page: { ...toRestart(pending), app: { clientId, redirectUri } },
  })
}
