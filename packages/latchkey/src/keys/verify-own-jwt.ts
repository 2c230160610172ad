import { compactVerify } from 'jose'
import { isPublishedAt } from './decide-key-schedule.ts'
import type { VerifiedJwt } from './key-ring.ts'
import type { OpenedKey } from './open-signing-key.ts'
import { readCompactJws, type UnverifiedJwt } from './read-compact-jws.ts'
import type { KeyReader } from './read-signing-keys.ts'

/** A base64url SHA-256, as all our key ids are (RFC 7638 §3). */
const THUMBPRINT = /^[A-Za-z0-9_-]{43}$/

/** The JWT if a key that is published at `now` (epoch seconds) signed it with its own algorithm; otherwise `undefined`. */
export async function verifyOwnJwt(
  jwt: string,
  reader: KeyReader,
  now: number,
): Promise<VerifiedJwt | undefined> {
  const unverified = readCompactJws(jwt)
  if (unverified?.header.kid === undefined) return undefined
  const key = await findKey(unverified.header.kid, reader)
  // The key says which algorithm, not the token (RFC 8725 §3.1).
  if (!key || !isPublishedAt(key.stored, now) || key.stored.algorithm !== unverified.header.alg)
    return undefined
  return (await isSignedBy(jwt, key)) ? toVerified(unverified, key) : undefined
}

/** The key id finds a member of a map, and is used for nothing else (RFC 8725 §3.10). */
async function findKey(kid: string, reader: KeyReader): Promise<OpenedKey | undefined> {
  if (!THUMBPRINT.test(kid)) return undefined
  const known = (await reader.read()).byKid.get(kid)
  return known ?? (await reader.rereadForUnknownKid()).byKid.get(kid)
}

async function isSignedBy(jwt: string, { publicKey, stored }: OpenedKey): Promise<boolean> {
  try {
    await compactVerify(jwt, publicKey, { algorithms: [stored.algorithm] })
    return true
  } catch {
    return false
  }
}

function toVerified({ header, claims }: UnverifiedJwt, { stored }: OpenedKey): VerifiedJwt {
  const { algorithm: alg, kid } = stored
  return { header: { alg, kid, ...(header.typ !== undefined && { typ: header.typ }) }, claims }
}
