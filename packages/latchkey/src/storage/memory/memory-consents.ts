import type { ConsentStore } from '../../ports/storage.ts'
import type { Consent } from '../../protocol/grant.ts'
import { keep } from './keep.ts'

/** The rows are found by {@link consentKey}. */
export function memoryConsents(rows: Map<string, Consent>): ConsentStore {
  return {
    async remember(consent) {
      const key = consentKey(consent.accountId, consent.clientId)
      const row = rows.get(key)
      const scopes = [...new Set([...(row?.scopes ?? []), ...consent.scopes])]
      const resources = [...new Set([...(row?.resources ?? []), ...consent.resources])]
      const grantedAt = Math.max(row?.grantedAt ?? consent.grantedAt, consent.grantedAt)
      rows.set(key, keep({ ...consent, scopes, resources, grantedAt }))
    },

    async find(accountId, clientId) {
      return rows.get(consentKey(accountId, clientId))
    },

    async forget(accountId, clientId) {
      return rows.delete(consentKey(accountId, clientId)) ? 'forgotten' : 'unknown'
    },

    async listByAccount(accountId) {
      return [...rows.values()].filter((row) => row.accountId === accountId)
    },
  }
}

/** JSON, so that no two pairs of ids make the same key. */
export function consentKey(accountId: string, clientId: string): string {
  return JSON.stringify([accountId, clientId])
}
