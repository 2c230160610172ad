import type { SigningKey } from '../../protocol/signing-key.ts'

export interface SigningKeyStore {
  /** If several nodes make the same (algorithm, sequence) at once, one wins. */
  add(key: SigningKey): Promise<'added' | 'taken'>
  /** Ordered by algorithm, then sequence. Keys past `retiresAt` are left out. */
  list(now: number): Promise<readonly SigningKey[]>
  /** Sets when the key leaves the key set. Idempotent: an earlier time wins. */
  retire(kid: string, retiresAt: number): Promise<'retired' | 'unknown'>
  /** Replaces the sealed private key after the server secret was rotated. */
  reseal(kid: string, sealedPrivateJwk: string): Promise<'resealed' | 'unknown'>
}
