import { hash, timingSafeEqual } from 'node:crypto'
import type { Client, ClientSecret } from '../clients/client.ts'

/** Compared when a client has no secret, so that an unknown client takes as long as a wrong secret. */
const NO_SECRETS = [{ secretHash: hash('sha256', '', 'base64url'), expiresAt: 0 }] as const

/**
 * Finds the client's secret that was presented, if it has not expired (RFC 7591 §3.2.1). Every secret is
 * compared, in constant time, whether or not an earlier one matched.
 */
export function findMatchingSecret(
  client: Pick<Client, 'secrets'> | undefined,
  presented: string,
  now: number,
): ClientSecret | undefined {
  const digest = hash('sha256', presented, 'buffer')
  const secrets = client?.secrets.length ? client.secrets : NO_SECRETS
  let matching: ClientSecret | undefined
  for (const secret of secrets) {
    const same = isSameHash(digest, secret.secretHash)
    if (same && 'id' in secret && !isExpired(secret, now)) matching = secret
  }
  return matching
}

function isSameHash(digest: Buffer, stored: string): boolean {
  const expected = Buffer.from(stored, 'base64url')
  return expected.byteLength === digest.byteLength && timingSafeEqual(expected, digest)
}

function isExpired(secret: ClientSecret, now: number): boolean {
  return secret.expiresAt !== undefined && secret.expiresAt <= now
}
