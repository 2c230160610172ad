import { hash, timingSafeEqual } from 'node:crypto'
import type { Client, ClientSecret } from '../clients/client.ts'

/** Compared when a client has no secret, so that an unknown client takes as long as a wrong secret. */
const NO_SECRETS = [{ secretHash: hash('sha256', '', 'base64url'), expiresAt: 0 }] as const

/**
 * Finds the client's secret that was presented: one that has not expired, if there is one (RFC 7591 §3.2.1).
 * Everything presented is compared with every secret, in constant time, whether or not one matched before.
 */
export function findMatchingSecret(
  client: Pick<Client, 'secrets'> | undefined,
  presented: readonly string[],
  now: number,
): ClientSecret | undefined {
  const digests = presented.map((text) => hash('sha256', text, 'buffer'))
  const secrets = client?.secrets.length ? client.secrets : NO_SECRETS
  const matching: ClientSecret[] = []
  for (const secret of secrets) {
    const same = digests.filter((digest) => isSameHash(digest, secret.secretHash)).length > 0
    if (same && 'id' in secret) matching.push(secret)
  }
  return matching.findLast((secret) => !isExpiredSecret(secret, now)) ?? matching[0]
}

export function isExpiredSecret(secret: ClientSecret, now: number): boolean {
  return secret.expiresAt !== undefined && secret.expiresAt <= now
}

function isSameHash(digest: Buffer, stored: string): boolean {
  const expected = Buffer.from(stored, 'base64url')
  return expected.byteLength === digest.byteLength && timingSafeEqual(expected, digest)
}
