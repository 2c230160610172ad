import type { GrantContext, TokenDecision } from '../../ports/grant-handler.ts'
import { randomId } from '../../ports/random.ts'
import {
  ACCESS_TOKEN_PROTOCOL_CLAIMS,
  toAccessTokenClaims,
} from '../../protocol/access-token/to-access-token-claims.ts'
import { toTokenId } from '../../protocol/access-token/token-id.ts'
import { addCustomClaims } from '../../protocol/claims/add-custom-claims.ts'
import type { Resource } from '../../protocol/resource.ts'
import type { Parts } from '../parts.ts'
import { loadCustomClaims } from './load-custom-claims.ts'

export interface MintedAccessToken {
  readonly accessToken: string
  /** Seconds. */
  readonly expiresIn: number
}

/**
 * Creates an access token in the format of its API: a signed JWT (RFC 9068), or encrypted claims that only we
 * can read.
 */
export async function mintAccessToken(
  decision: TokenDecision,
  { client, now, resource }: Pick<GrantContext, 'client' | 'now'> & { readonly resource: Resource },
  parts: Pick<Parts, 'settings' | 'random' | 'keyRing' | 'sealer'>,
): Promise<MintedAccessToken> {
  const { account, grant, scopes } = decision
  const expiresAt = Math.min(now + resource.accessTokenSeconds, grant?.absoluteExpiresAt ?? Infinity)
  const protocolClaims = toAccessTokenClaims({
    issuer: parts.settings.issuer,
    subject: account?.id ?? client.clientId,
    clientId: client.clientId,
    audience: decision.audience,
    scopes,
    tokenId: toTokenId(randomId(parts.random), grant?.id),
    issuedAt: now,
    expiresAt,
    grant,
  })
  const custom = await loadCustomClaims(
    { target: 'access_token', client, account, grant, scopes, resource: resource.uri },
    parts,
  )
  const claims = addCustomClaims(protocolClaims, custom, ACCESS_TOKEN_PROTOCOL_CLAIMS)
  const accessToken =
    resource.accessTokenFormat === 'opaque'
      ? parts.sealer.seal('access_token', claims)
      : await parts.keyRing.sign({
          algorithm: resource.accessTokenAlgorithm,
          typ: resource.accessTokenTyp,
          claims,
        })
  return { accessToken, expiresIn: expiresAt - now }
}
