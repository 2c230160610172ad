import type { JWK } from 'jose'

/**
 * The members that make up the public key (RFC 7518 §6, RFC 8037 §2). Any other member of a JWK may be
 * private.
 */
const PUBLIC_MEMBERS = ['kty', 'crv', 'x', 'y', 'n', 'e'] as const

/** The public half of a key, for nothing but verifying signatures. */
export function toPublicJwk(jwk: JWK): JWK {
  const entries = PUBLIC_MEMBERS.filter((name) => jwk[name] !== undefined).map((name) => [name, jwk[name]])
  return Object.fromEntries(entries)
}
