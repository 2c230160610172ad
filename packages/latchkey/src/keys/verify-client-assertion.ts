import { type CryptoKey, compactVerify, importJWK } from 'jose'
import {
  ASSERTION_ALGORITHMS,
  type AssertionAlgorithm,
  isSameAlgorithm,
} from '../protocol/client-authentication/assertion-algorithms.ts'
import { faultOfKey } from '../protocol/client-authentication/fault-of-key.ts'
import type { Client, PublicJwk } from '../protocol/clients/client.ts'
import { toPrintableText } from '../protocol/printable-text.ts'
import type { Evidence } from '../protocol/refusal.ts'
import type { ClientKeys } from './client-keys.ts'
import { readCompactJws } from './read-compact-jws.ts'
import { toPublicJwk } from './to-public-jwk.ts'

/** The maximum number of keys that are tried for an assertion without a `kid`. */
const TRIED_KEYS = 10
const TYPES: readonly (string | undefined)[] = [undefined, 'jwt', 'client-authentication+jwt']

/**
 * The claims of an assertion whose signature is the client's. They are yet to be checked by
 * `requireValidAssertion`.
 */
export type VerifiedAssertion = Readonly<Record<string, unknown>>

/** Which part of an assertion failed, for the log. */
export type AssertionFault =
  | 'malformed'
  | 'wrong_type'
  | 'algorithm_not_accepted'
  | 'no_keys'
  | 'unknown_kid'
  | 'no_fitting_key'
  | 'wrong_signature'

export type AssertionVerdict =
  | { readonly claims: VerifiedAssertion }
  | { readonly fault: AssertionFault; readonly evidence?: Evidence }

/**
 * The claims of a client assertion if one of the client's registered keys signed it; otherwise what is wrong
 * with it (RFC 7523 §3, OpenID Connect Core §9). Trusts no key and no algorithm that the assertion itself
 * brings along (RFC 8725 §3.1, §3.10).
 */
export async function verifyClientAssertion({
  assertion,
  client,
  clientKeys,
}: {
  readonly assertion: string
  readonly client: Pick<Client, 'jwks' | 'jwksUri' | 'tokenEndpointAuthSigningAlg'>
  readonly clientKeys: ClientKeys
}): Promise<AssertionVerdict> {
  const unverified = readCompactJws(assertion)
  if (!unverified) return { fault: 'malformed' }
  const { alg, kid, typ } = unverified.header
  if (!TYPES.includes(mediaSubtype(typ))) return { fault: 'wrong_type', evidence: ofHeader({ typ }) }
  const algorithm = acceptedAlgorithm(alg, client)
  if (algorithm === undefined) return { fault: 'algorithm_not_accepted', evidence: ofHeader({ alg }) }
  const keys = await clientKeys.keysFor(client, kid)
  const fitting = fittingKeys(keys, algorithm, kid)
  for (const key of fitting)
    if (await isSignedBy(assertion, key, algorithm)) return { claims: unverified.claims }
  const fault = fitting.length > 0 ? 'wrong_signature' : faultOfKeys(keys, kid)
  return { fault, evidence: ofHeader({ alg, kid }) }
}

function faultOfKeys(keys: readonly PublicJwk[], kid: string | undefined): AssertionFault {
  if (keys.length === 0) return 'no_keys'
  return keys.some((key) => kid === undefined || key.kid === kid) ? 'no_fitting_key' : 'unknown_kid'
}

/** Members of the header, as it was sent. */
function ofHeader(members: Readonly<Record<string, string | undefined>>): Evidence {
  const sent = Object.entries(members).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return Object.fromEntries(sent.map(([name, value]) => [name, toPrintableText(value)]))
}

/** In `typ`, `application/` may be left out and case does not matter (RFC 7515 §4.1.9). */
function mediaSubtype(typ: string | undefined): string | undefined {
  return typ?.toLowerCase().replace(/^application\//, '')
}

function acceptedAlgorithm(
  alg: string,
  { tokenEndpointAuthSigningAlg: registered }: Pick<Client, 'tokenEndpointAuthSigningAlg'>,
): AssertionAlgorithm | undefined {
  if (registered !== undefined && !isSameAlgorithm(alg, registered)) return undefined
  return ASSERTION_ALGORITHMS.find((algorithm) => algorithm === alg)
}

function fittingKeys(
  keys: readonly PublicJwk[],
  algorithm: AssertionAlgorithm,
  kid: string | undefined,
): readonly PublicJwk[] {
  return keys
    .filter((key) => (kid === undefined || key.kid === kid) && fits(key, algorithm))
    .slice(0, TRIED_KEYS)
}

/** True when the key is for this algorithm and for signatures (RFC 7517 §4.2–4.4), and sound. */
function fits(key: PublicJwk, algorithm: AssertionAlgorithm): boolean {
  const { kty, crv } = keyTypeOf(algorithm)
  if (key.kty !== kty || (crv !== undefined && key.crv !== crv)) return false
  if (key.alg !== undefined && !isSameAlgorithm(key.alg, algorithm)) return false
  if (key.use !== undefined && key.use !== 'sig') return false
  if (Array.isArray(key.key_ops) && !key.key_ops.includes('verify')) return false
  return faultOfKey(key) === undefined
}

function keyTypeOf(algorithm: AssertionAlgorithm): { readonly kty: string; readonly crv?: string } {
  switch (algorithm) {
    case 'ES256':
      return { kty: 'EC', crv: 'P-256' }
    case 'ES384':
      return { kty: 'EC', crv: 'P-384' }
    case 'ES512':
      return { kty: 'EC', crv: 'P-521' }
    case 'EdDSA':
    case 'Ed25519':
      return { kty: 'OKP', crv: 'Ed25519' }
    case 'RS256':
    case 'RS384':
    case 'RS512':
    case 'PS256':
    case 'PS384':
    case 'PS512':
      return { kty: 'RSA' }
  }
}

/** Also false for a key that is broken. */
async function isSignedBy(
  assertion: string,
  key: PublicJwk,
  algorithm: AssertionAlgorithm,
): Promise<boolean> {
  try {
    const publicKey = await importOnce(key, algorithm)
    await compactVerify(assertion, publicKey, { algorithms: [algorithm] })
    return true
  } catch {
    return false
  }
}

/** For as long as the client's keys are kept: an import takes half as long as verifying a signature. */
const imported = new WeakMap<PublicJwk, Map<AssertionAlgorithm, CryptoKey | Uint8Array>>()

async function importOnce(key: PublicJwk, algorithm: AssertionAlgorithm): Promise<CryptoKey | Uint8Array> {
  const byAlgorithm = imported.get(key) ?? new Map<AssertionAlgorithm, CryptoKey | Uint8Array>()
  imported.set(key, byAlgorithm)
  const publicKey = byAlgorithm.get(algorithm) ?? (await importJWK(toPublicJwk(key), algorithm))
  byAlgorithm.set(algorithm, publicKey)
  return publicKey
}
