import { generateKeyPairSync, type JsonWebKey, type KeyObject } from 'node:crypto'

export interface BenchKey {
  readonly kid: string
  readonly privateKey: KeyObject
  readonly privateJwk: JsonWebKey
  readonly publicJwk: JsonWebKey
}

/** A new key for each algorithm, for contenders that do not create their own. RSA keys have 2048 bits. */
export function makeSigningKeys(): { readonly es256: BenchKey; readonly rs256: BenchKey } {
  const es256 = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
  const rs256 = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
  return { es256: toBenchKey(es256, 'ES256'), rs256: toBenchKey(rs256, 'RS256') }
}

function toBenchKey(privateKey: KeyObject, alg: string): BenchKey {
  const kid = `bench-${alg.toLowerCase()}`
  const named = { alg, use: 'sig', kid }
  const { kty, crv, x, y, n, e, ...secret } = privateKey.export({ format: 'jwk' })
  const publicMembers = kty === 'EC' ? { kty, crv, x, y } : { kty, n, e }
  const publicJwk = { ...publicMembers, ...named } as JsonWebKey
  return { kid, privateKey, publicJwk, privateJwk: { ...publicJwk, ...secret } as JsonWebKey }
}
