import { type AccessToken, toAccessToken } from '../../protocol/access-token/access-token.ts'
import {
  type AccessTokenFault,
  explainRefusedClaims,
  readUnverifiedClaims,
} from '../../protocol/access-token/explain-access-token.ts'
import { isAccessTokenTyp } from '../../protocol/access-token/is-access-token-typ.ts'
import { grantIdOf, toRevocationKey } from '../../protocol/access-token/token-id.ts'
import type { Account } from '../../protocol/accounts/account.ts'
import type { Client } from '../../protocol/clients/client.ts'
import type { Grant } from '../../protocol/grant.ts'
import type { Parts } from '../parts.ts'
import { withAccount } from '../with-account.ts'

/** An access token that is valid now, and what it depends on. */
export interface LiveAccessToken extends AccessToken {
  readonly client: Client
  /** Absent for a token that a client got on its own behalf. */
  readonly account?: Account
  readonly grant?: Grant
}

export type AccessTokenParts = Pick<
  Parts,
  'keyRing' | 'sealer' | 'settings' | 'storage' | 'accounts' | 'accountsAreStored' | 'clients' | 'clock'
>

/**
 * Verifies that we issued a token and that it has not expired; it may have been revoked. Anything else costs
 * no read of storage, and what failed is found without verifying it again.
 */
export async function readAccessToken(
  token: string,
  { keyRing, sealer, settings, clock }: Pick<Parts, 'keyRing' | 'sealer' | 'settings' | 'clock'>,
): Promise<AccessToken | AccessTokenFault> {
  const expected = { issuer: settings.issuer, now: clock.now() }
  if (!token.includes('.')) {
    const unsealed = sealer.unseal('access_token', token)
    return toAccessToken(unsealed, expected) ?? explainRefusedClaims(unsealed, expected)
  }
  const verified = await keyRing.verify(token)
  const read = verified && toAccessToken(verified.claims, expected)
  if (read && isAccessTokenTyp(verified.header.typ, read, settings.resources)) return read
  return explainRefusedClaims(verified?.claims ?? readUnverifiedClaims(token), expected)
}

/**
 * The token, if it is valid now: issued by us, not expired, not revoked, and its grant, account and client
 * still exist and are enabled. Otherwise what failed.
 */
export async function loadAccessToken(
  token: string,
  parts: AccessTokenParts,
): Promise<LiveAccessToken | AccessTokenFault> {
  const read = await readAccessToken(token, parts)
  if (typeof read === 'string') return read
  const [standing, client] = await Promise.all([loadStanding(read, parts), parts.clients.find(read.clientId)])
  if (standing === undefined || client === undefined || client.disabled) return 'revoked_or_ended'
  return { ...read, client, ...standing }
}

/** What a token depends on besides its client: `undefined` if it is not valid any more. */
type Standing = Pick<LiveAccessToken, 'account' | 'grant'>

async function loadStanding(read: AccessToken, parts: AccessTokenParts): Promise<Standing | undefined> {
  const id = grantIdOf(read.tokenId)
  if (id === undefined) return loadStandingWithoutGrant(read, parts)
  const now = parts.clock.now()
  const key = { id, accountId: read.subject, rememberedId: toRevocationKey(read.tokenId) }
  const reading = parts.storage.grants.findWithAccount(key, now)
  const { found, account } = await withAccount(reading, read.subject, parts)
  if (found === undefined || found.isRemembered || !isAlive(found.grant, now)) return undefined
  return account && !account.disabled ? { grant: found.grant, account } : undefined
}

/** The token of a client itself, or one of an embedder's grant that keeps no row. */
async function loadStandingWithoutGrant(
  { tokenId, subject, clientId }: AccessToken,
  { storage, accounts, clock }: AccessTokenParts,
): Promise<Standing | undefined> {
  const isClients = subject === clientId
  const [isRevoked, account] = await Promise.all([
    storage.rememberedIds.has(toRevocationKey(tokenId), clock.now()),
    isClients ? undefined : accounts.find(subject),
  ])
  if (isRevoked) return undefined
  if (isClients) return {}
  return account && !account.disabled ? { account } : undefined
}

function isAlive(grant: Grant, now: number): boolean {
  return grant.revokedAt === undefined && now < grant.absoluteExpiresAt
}
