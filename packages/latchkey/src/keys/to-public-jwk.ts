import type { JWK } from 'jose'

/**
 * The members that say what the public key is (RFC 7518 §6, RFC 8037 §2). Everything else of a JWK may be
 * private.
 */
const PUBLIC_MEMBERS = ['kty', 'crv', 'x', 'y', 'n', 'e'] as const

/** The public half of a key, for nothing but checking signatures. */
export function toPublicJwk(jwk: JWK): JWK {
  const entries = PUBLIC_MEMBERS.filter((name) => jwk[name] !== undefined).map((name) => [name, jwk[name]])
  return Object.fromEntries(entries)
}
