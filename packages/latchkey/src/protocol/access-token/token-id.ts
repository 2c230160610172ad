/**
 * The `jti` of an access token. That of a grant's token starts with the grant's id, so that whoever has the
 * token can find the row that says whether it was revoked; `unique` is 128 random bits, base64url (RFC 9068
 * §2.2).
 */
export function toTokenId(unique: string, grantId?: string): string {
  return grantId === undefined ? unique : `${grantId}.${unique}`
}

/** The id of the grant that a token belongs to, if it belongs to one. */
export function grantIdOf(tokenId: string): string | undefined {
  const dot = tokenId.indexOf('.')
  return dot > 0 ? tokenId.slice(0, dot) : undefined
}

/** Under which a revoked token is remembered until it expires. */
export function toDenyKey(tokenId: string): string {
  return `denied:${tokenId}`
}
