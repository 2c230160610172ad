import { ExtensionFailure } from 'latchkey-connect/internal'
import type { Caller } from '../../ports/caller.ts'
import { type Client, isPublicClient } from '../../protocol/clients/client.ts'
import type { Grant } from '../../protocol/grant.ts'
import { networkOf } from '../../protocol/network-of.ts'
import { Refusal, refuse } from '../../protocol/refusal.ts'
import { requireAdoptableGrant, toAdoptedGrantId } from '../../protocol/token/adopted-grant.ts'
import { fromRefreshToken } from '../../protocol/token/refresh-token-format.ts'
import type { Parts } from '../parts.ts'

export type AdoptionParts = Pick<Parts, 'settings' | 'storage' | 'adoptionThrottle'>

/** A presented refresh token without a MAC of ours. */
export interface PreviousServerToken {
  readonly refreshToken: string
  readonly client: Client
  readonly now: number
  readonly caller: Caller
}

export interface FoundGrant {
  readonly grant: Grant
  /** True when the grant has no row yet, because the token is used here for the first time. */
  readonly isNew: boolean
}

/** The maximum number of characters of a token of the previous server; JWTs may have some thousand. */
const MAX_TOKEN_CHARACTERS = 4096

/**
 * The grant of a refresh token that the previous server issued: the row that it has here, or the one it is to
 * get. The token is the grant's generation 0, so the rules for our own tokens apply to it.
 * @throws Refusal `refresh_token_invalid`, and `too_many_attempts` for a public client whose address
 * presented too many unknown ones.
 */
export async function loadAdoptableGrant(
  presented: PreviousServerToken,
  parts: AdoptionParts,
): Promise<FoundGrant> {
  const { refreshToken, client, now, caller } = presented
  const isTooLong = refreshToken.length > MAX_TOKEN_CHARACTERS
  if (parts.settings.adoptRefreshToken === undefined || isTooLong) {
    const failure = fromRefreshToken(refreshToken) ? 'not_issued_to_this_client' : 'no_refresh_token_of_ours'
    return refuse('refresh_token_invalid', undefined, { failure })
  }
  const isLimited = isPublicClient(client)
  if (isLimited) parts.adoptionThrottle.requireOpen(caller, client.clientId, now)
  const known = await parts.storage.grants.find(toAdoptedGrantId(refreshToken, client.clientId))
  if (known !== undefined) return { grant: known, isNew: false }
  return { grant: await (isLimited ? lookUpLimited : lookUpGrant)(presented, parts), isNew: true }
}

/** Asks the operator's function `adoptRefreshToken`. @throws Refusal `refresh_token_invalid` */
export async function lookUpGrant(
  { refreshToken, client, now }: PreviousServerToken,
  { settings }: Pick<AdoptionParts, 'settings'>,
): Promise<Grant> {
  const { refreshTokenSeconds, refreshTokenIdleSeconds } = settings.lifetimes
  const adopted = await settings.adoptRefreshToken?.({ refreshToken, client, now })
  // Many databases return null for a missing row, and JavaScript callers pass it on.
  return requireAdoptableGrant(adopted ?? undefined, {
    id: toAdoptedGrantId(refreshToken, client.clientId),
    client,
    now,
    resources: settings.resources,
    refreshTokenSeconds,
    refreshTokenIdleSeconds,
  })
}

/**
 * Limits unknown tokens: anybody can act as a public client, and made-up tokens must not cause endless
 * queries of the old database. Counted before it is asked, so that those of the same moment count too; what
 * it knows, or cannot tell, is given back. No answer in time is not: a text that makes it slow must not be
 * free.
 * @throws Refusal `too_many_attempts`
 */
async function lookUpLimited(presented: PreviousServerToken, parts: AdoptionParts): Promise<Grant> {
  await takeAttempt(presented, parts)
  const giveBack = () => parts.storage.attempts.giveBack(attemptKey(presented), presented.now)
  try {
    const grant = await lookUpGrant(presented, parts)
    await giveBack()
    return grant
  } catch (cause) {
    if (!(cause instanceof Refusal) && !isLate(cause)) await giveBack()
    throw cause
  }
}

function isLate(cause: unknown): boolean {
  return cause instanceof ExtensionFailure && cause.fault === 'late'
}

async function takeAttempt(presented: PreviousServerToken, parts: AdoptionParts): Promise<void> {
  const { client, caller, now } = presented
  const { anyClientAttemptsPerAddress: limit, clientSecretWindowSeconds: windowSeconds } =
    parts.settings.limits
  const verdict = await parts.storage.attempts.take({ key: attemptKey(presented), limit, windowSeconds }, now)
  if (verdict.outcome === 'allowed') return
  parts.adoptionThrottle.block(caller, client.clientId, { from: now, until: verdict.resetsAt })
  parts.adoptionThrottle.requireOpen(caller, client.clientId, now)
}

function attemptKey({ caller, client }: PreviousServerToken): string {
  return `adoption:${networkOf(caller.address)}:${client.clientId}`
}
