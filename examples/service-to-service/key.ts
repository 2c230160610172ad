/**
 * The worker's key pair. The private half stays in the worker's folder; the issuer is told the public half.
 */
import { generateKeyPairSync, randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

type PrivateKey = Readonly<Record<'kty' | 'alg' | 'kid' | 'd', string>>

/** Made when the worker starts for the first time, in a file that only its own user can read. */
export function loadOrMakeKey(file: string): PrivateKey {
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8'))
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const jwk = privateKey.export({ format: 'jwk' })
  const key = { ...jwk, kty: 'EC', d: String(jwk.d), alg: 'ES256', kid: randomUUID() }
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  writeFileSync(file, JSON.stringify(key), { mode: 0o600, flag: 'wx' })
  return key
}

/** What the issuer may know: all but the private member. */
export function toPublicKey({ d: _private, ...publicKey }: PrivateKey): Omit<PrivateKey, 'd'> {
  return publicKey
}
