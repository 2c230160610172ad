import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose'
import type { SigningAlgorithm } from '../protocol/signing-key.ts'

/** RFC 7518 §3.3 and FAPI 2.0 §5.4 require at least this; more would make every signature slower. */
const RSA_BITS = 2048

/** Generates a private key, off the event loop, as a JWK with `alg` and `kid`, its RFC 7638 thumbprint. */
export async function generateSigningKey(algorithm: SigningAlgorithm): Promise<JWK & { kid: string }> {
  const { privateKey } = await generateKeyPair(algorithm, { modulusLength: RSA_BITS, extractable: true })
  const jwk = await exportJWK(privateKey)
  return { ...jwk, alg: algorithm, kid: await calculateJwkThumbprint(jwk) }
}
