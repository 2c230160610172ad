import { hash as digest, timingSafeEqual } from 'node:crypto'
import type { Client, ClientSecret } from '../client.ts'

/** Compared when there is no secret to compare, so that an unknown client takes as long as a wrong secret. */
const NO_SECRETS = [{ secretHash: digest('sha256', '', 'base64url'), expiresAt: 0 }] as const

/**
 * The client's secret that was presented, if it has not expired (RFC 7591 §3.2.1). Every secret is compared, in constant time,
 * whether or not an earlier one matched.
 */
export function findMatchingSecret(
  client: Pick<Client, 'secrets'> | undefined,
  presented: string,
  now: number,
): ClientSecret | undefined {
  const hash = digest('sha256', presented, 'buffer')
  const secrets = client?.secrets.length ? client.secrets : NO_SECRETS
  let matching: ClientSecret | undefined
  for (const secret of secrets) {
    const same = isSameHash(hash, secret.secretHash)
    if (same && 'id' in secret && !isExpired(secret, now)) matching = secret
  }
  return matching
}

function isSameHash(hash: Buffer, stored: string): boolean {
  const expected = Buffer.from(stored, 'base64url')
  return expected.byteLength === hash.byteLength && timingSafeEqual(expected, hash)
}

function isExpired(secret: ClientSecret, now: number): boolean {
  return secret.expiresAt !== undefined && secret.expiresAt <= now
}
