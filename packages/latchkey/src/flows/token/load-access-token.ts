import { type AccessToken, toAccessToken } from '../../protocol/access-token/access-token.ts'
import { isAccessTokenTyp } from '../../protocol/access-token/is-access-token-typ.ts'
import { grantIdOf, toRevocationKey } from '../../protocol/access-token/token-id.ts'
import type { Account } from '../../protocol/accounts/account.ts'
import type { Client } from '../../protocol/clients/client.ts'
import type { Grant } from '../../protocol/grant.ts'
import type { Parts } from '../parts.ts'

/** An access token that is valid now, and what it depends on. */
export interface LiveAccessToken extends AccessToken {
  readonly client: Client
  /** Absent for a token that a client got on its own behalf. */
  readonly account?: Account
  readonly grant?: Grant
}

export type AccessTokenParts = Pick<
  Parts,
  'keyRing' | 'sealer' | 'settings' | 'storage' | 'accounts' | 'clients' | 'clock'
>

/**
 * Verifies that we issued a token and that it has not expired; it may have been revoked. Anything else costs
 * no read of storage.
 */
export async function readAccessToken(
  token: string,
  { keyRing, sealer, settings, clock }: Pick<Parts, 'keyRing' | 'sealer' | 'settings' | 'clock'>,
): Promise<AccessToken | undefined> {
  const expected = { issuer: settings.issuer, now: clock.now() }
  if (!token.includes('.')) return toAccessToken(sealer.unseal('access_token', token), expected)
  const verified = await keyRing.verify(token)
  const read = verified && toAccessToken(verified.claims, expected)
  return read && isAccessTokenTyp(verified.header.typ, read, settings.resources) ? read : undefined
}

/**
 * The token, if it is valid now: issued by us, not expired, not revoked, and its grant, account and client
 * still exist and are enabled.
 */
export async function loadAccessToken(
  token: string,
  parts: AccessTokenParts,
): Promise<LiveAccessToken | undefined> {
  const read = await readAccessToken(token, parts)
  if (read === undefined) return undefined
  const { storage, accounts, clients, clock } = parts
  const now = clock.now()
  const grantId = grantIdOf(read.tokenId)
  const isClients = grantId === undefined && read.subject === read.clientId
  const [denied, grant, account, client] = await Promise.all([
    storage.rememberedIds.has(toRevocationKey(read.tokenId), now),
    grantId === undefined ? undefined : storage.grants.find(grantId),
    isClients ? undefined : accounts.find(read.subject),
    clients.find(read.clientId),
  ])
  if (denied || client === undefined || client.disabled) return undefined
  if (grantId !== undefined && !isAlive(grant, now)) return undefined
  if (!isClients && (account === undefined || account.disabled)) return undefined
  return { ...read, client, ...(account && { account }), ...(grant && { grant }) }
}

function isAlive(grant: Grant | undefined, now: number): boolean {
  return grant !== undefined && grant.revokedAt === undefined && now < grant.absoluteExpiresAt
}
