import type { ConsentStore } from '../../ports/stores/consent-store.ts'
import { widenConsent } from '../../protocol/authorize/widen-consent.ts'
import type { Consent } from '../../protocol/grant.ts'
import { requireSelection } from '../require-selection.ts'
import { keep } from './keep.ts'
import { pageOf } from './page-of.ts'

/** The rows are found by {@link consentKey}. */
export function memoryConsents(rows: Map<string, Consent>): ConsentStore {
  return {
    async remember(consent) {
      const key = consentKey(consent.accountId, consent.clientId)
      rows.set(key, keep(widenConsent(rows.get(key), consent)))
    },

    async replace(consent) {
      rows.set(consentKey(consent.accountId, consent.clientId), keep(widenConsent(undefined, consent)))
    },

    async forgetAll(selection) {
      const named = requireSelection(selection)
      const isSelected = (row: Consent) => named.every(([member, value]) => row[member] === value)
      const selected = [...rows].filter(([, row]) => isSelected(row))
      for (const [key] of selected) rows.delete(key)
      return selected.length
    },

    async listByAccount(accountId) {
      const own = [...rows.values()].filter((row) => row.accountId === accountId)
      return pageOf(own, (row) => [row.clientId], { limit: own.length, direction: 'ascending' })
    },
  }
}

/** JSON, so that no two pairs of ids make the same key. */
export function consentKey(accountId: string, clientId: string): string {
  return JSON.stringify([accountId, clientId])
}
