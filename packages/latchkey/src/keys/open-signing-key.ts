import { createPrivateKey } from 'node:crypto'
import { type CryptoKey, calculateJwkThumbprint, importJWK, type JWK } from 'jose'
import type { SigningKey } from '../protocol/signing-key.ts'
import type { Sealer } from './sealer.ts'
import { createJwtSigner, type JwtSigner } from './sign-jwt.ts'
import { toPublicJwk } from './to-public-jwk.ts'

/** A decrypted signing key, ready for use. */
export interface OpenedKey {
  readonly stored: SigningKey
  readonly publicJwk: Readonly<Record<string, unknown>>
  readonly publicKey: CryptoKey
  readonly signer: JwtSigner
  /** The issuer of the server that made it; absent until a server of this version has sealed it. */
  readonly issuer?: string
}

/** What is sealed of a signing key. */
interface SealedKey extends JWK {
  readonly issuer?: string
}

/**
 * Decrypts a stored key; `undefined` when it was not sealed by one of our secrets. Nothing outside the seal
 * is trusted: whoever can write to the database without having the server secret cannot make us trust a key
 * of theirs.
 */
export async function openSigningKey(stored: SigningKey, sealer: Sealer): Promise<OpenedKey | undefined> {
  const jwk = sealer.unseal('signing_key', stored.sealedPrivateJwk) as SealedKey | undefined
  if (jwk === undefined || jwk.alg !== stored.algorithm) return undefined
  const members = toPublicJwk(jwk)
  if ((await calculateJwkThumbprint(members)) !== stored.kid) return undefined
  const publicKey = await importJWK(members, stored.algorithm)
  if (publicKey instanceof Uint8Array) return undefined
  const { issuer, ...privateJwk } = jwk
  const privateKey = createPrivateKey({ key: privateJwk, format: 'jwk' })
  const { algorithm, kid } = stored
  const signer = createJwtSigner({ algorithm, kid, privateKey })
  const publicJwk = toPublishedJwk(members, stored)
  return { stored, publicJwk, publicKey, signer, ...(issuer !== undefined && { issuer }) }
}

/** The key as the key set publishes it (RFC 7517 §4: each key says which one it is and what for). */
export function toPublishedJwk(jwk: JWK, key: Pick<SigningKey, 'kid' | 'algorithm'>): Readonly<JWK> {
  return { ...toPublicJwk(jwk), kid: key.kid, alg: key.algorithm, use: 'sig' }
}
