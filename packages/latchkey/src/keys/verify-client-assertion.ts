import { type CryptoKey, compactVerify, importJWK } from 'jose'
import {
  ASSERTION_ALGORITHMS,
  type AssertionAlgorithm,
  isSameAlgorithm,
} from '../protocol/client-authentication/assertion-algorithms.ts'
import { faultOfKey } from '../protocol/client-authentication/fault-of-key.ts'
import type { Client, PublicJwk } from '../protocol/clients/client.ts'
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

/**
 * The claims of a client assertion if one of the client's registered keys signed it; otherwise `undefined`
 * (RFC 7523 §3, OpenID Connect Core §9). Trusts no key and no algorithm that the assertion itself brings
 * along (RFC 8725 §3.1, §3.10).
 */
export async function verifyClientAssertion({
  assertion,
  client,
  clientKeys,
}: {
  readonly assertion: string
  readonly client: Pick<Client, 'jwks' | 'jwksUri' | 'tokenEndpointAuthSigningAlg'>
  readonly clientKeys: ClientKeys
}): Promise<VerifiedAssertion | undefined> {
  const unverified = readCompactJws(assertion)
  if (!unverified || !TYPES.includes(mediaSubtype(unverified.header.typ))) return undefined
  const { kid } = unverified.header
  const algorithm = acceptedAlgorithm(unverified.header.alg, client)
  if (algorithm === undefined) return undefined
  const keys = await clientKeys.keysFor(client, kid)
  for (const key of fittingKeys(keys, algorithm, kid))
    if (await isSignedBy(assertion, key, algorithm)) return unverified.claims
  return undefined
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
