import { compactVerify } from 'jose'
import { keepLatest } from 'latchkey-connect/internal'
import { isPublishedAt } from './decide-key-schedule.ts'
import type { VerifiedJwt } from './key-ring.ts'
import type { OpenedKey } from './open-signing-key.ts'
import { readCompactJws, type UnverifiedJwt } from './read-compact-jws.ts'
import type { KeyReader } from './read-signing-keys.ts'

/** A base64url SHA-256, as all our key ids are (RFC 7638 §3). */
const THUMBPRINT = /^[A-Za-z0-9_-]{43}$/

/** The maximum number of verified tokens that a node remembers; the oldest is forgotten first. */
const MAX_REMEMBERED = 1000
/** Longer ones are verified again each time. */
const REMEMBERED_CHARACTERS = 4096

/**
 * The JWT if a key that is published at `now` (epoch seconds) signed it with its own algorithm; otherwise
 * `undefined`.
 */
export type VerifyOwnJwt = (jwt: string, now: number) => Promise<VerifiedJwt | undefined>

/**
 * Remembers verified tokens, so that a token that comes often is verified once: its signature stays valid for
 * as long as its key is published.
 */
export function createOwnJwtVerifier(reader: KeyReader): VerifyOwnJwt {
  const verified = new Map<string, VerifiedJwt>()
  return async (jwt, now) => {
    const known = verified.get(jwt)
    if (known !== undefined) return (await findPublishedKey(known.header, reader, now)) && known
    const fresh = await verifyOwnJwt(jwt, reader, now)
    if (fresh !== undefined && jwt.length <= REMEMBERED_CHARACTERS)
      keepLatest(verified, [jwt, fresh], MAX_REMEMBERED)
    return fresh
  }
}

async function verifyOwnJwt(jwt: string, reader: KeyReader, now: number): Promise<VerifiedJwt | undefined> {
  const unverified = readCompactJws(jwt)
  if (unverified === undefined) return undefined
  const key = await findPublishedKey(unverified.header, reader, now)
  return key && (await isSignedBy(jwt, key)) ? toVerified(unverified, key) : undefined
}

/** The key determines the algorithm, not the token (RFC 8725 §3.1). */
async function findPublishedKey(
  { alg, kid }: UnverifiedJwt['header'],
  reader: KeyReader,
  now: number,
): Promise<OpenedKey | undefined> {
  const key = kid === undefined ? undefined : await findKey(kid, reader)
  return key && isPublishedAt(key.stored, now) && key.stored.algorithm === alg ? key : undefined
}

/** The key id is used only to look up a map, and for nothing else (RFC 8725 §3.10). */
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
