/**
 * The `jti` of an access token (RFC 9068 §2.2). For a token of a grant it starts with the grant's id, so that
 * the row that says whether it was revoked can be found from the token. `unique` is 128 random bits,
 * base64url.
 */
export function toTokenId(unique: string, grantId?: string): string {
  return grantId === undefined ? unique : `${grantId}.${unique}`
}

/** The id of the grant that a token belongs to, if it belongs to one. */
export function grantIdOf(tokenId: string): string | undefined {
  const dot = tokenId.indexOf('.')
  return dot > 0 ? tokenId.slice(0, dot) : undefined
}

/** The key under which a revoked token is remembered until it expires. */
export function toRevocationKey(tokenId: string): string {
  return `denied:${tokenId}`
}
