import type { SigningKeyStore } from '../../ports/stores/signing-key-store.ts'
import type { SigningKey } from '../../protocol/signing-key.ts'
import { keep } from './keep.ts'

/** The rows are found by `kid`. */
export function memorySigningKeys(rows: Map<string, SigningKey>): SigningKeyStore {
  return {
    async add(key) {
      const isSameNumber = (row: SigningKey) =>
        row.algorithm === key.algorithm && row.sequence === key.sequence
      if (rows.has(key.kid) || [...rows.values()].some(isSameNumber)) return 'taken'
      rows.set(key.kid, keep(key))
      return 'added'
    },

    async list(now) {
      return [...rows.values()]
        .filter((row) => row.retiresAt === undefined || now < row.retiresAt)
        .sort(byAlgorithmAndSequence)
    },

    async retire(kid, retiresAt) {
      const row = rows.get(kid)
      if (row === undefined) return 'unknown'
      rows.set(kid, keep({ ...row, retiresAt: Math.min(retiresAt, row.retiresAt ?? retiresAt) }))
      return 'retired'
    },

    async reseal(kid, sealedPrivateJwk) {
      const row = rows.get(kid)
      if (row === undefined) return 'unknown'
      rows.set(kid, keep({ ...row, sealedPrivateJwk }))
      return 'resealed'
    },
  }
}

function byAlgorithmAndSequence(left: SigningKey, right: SigningKey): number {
  if (left.algorithm === right.algorithm) return left.sequence - right.sequence
  return left.algorithm < right.algorithm ? -1 : 1
}
