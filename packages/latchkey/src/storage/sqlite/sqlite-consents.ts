import type { ConsentStore } from '../../ports/stores/consent-store.ts'
import { widenConsent } from '../../protocol/authorize/widen-consent.ts'
import type { Consent } from '../../protocol/grant.ts'
import { requireSelection } from '../require-selection.ts'
import { type ConsentRow, consentTable, fromConsentRow, toConsentRow } from '../rows/consent-row.ts'
import type { Connection } from './connection.ts'
import { insertInto } from './write-row.ts'

const UPSERT = `${insertInto(consentTable)}
  ON CONFLICT (account_id, client_id) DO UPDATE SET
    registration_id = excluded.registration_id, scopes = excluded.scopes, resources = excluded.resources,
    granted_at = excluded.granted_at`

export function sqliteConsents(connection: Connection): ConsentStore {
  const find = (accountId: string, clientId: string): Consent | undefined => {
    const row = connection.get<ConsentRow>(
      'SELECT * FROM consents WHERE account_id = :accountId AND client_id = :clientId',
      { accountId, clientId },
    )
    return row && fromConsentRow(row)
  }

  return {
    async remember(consent) {
      await connection.write(() => {
        const stored = find(consent.accountId, consent.clientId)
        connection.run(UPSERT, toConsentRow(widenConsent(stored, consent)))
      })
    },

    async replace(consent) {
      await connection.write(() => connection.run(UPSERT, toConsentRow(widenConsent(undefined, consent))))
    },

    async forgetAll(selection) {
      const columns = { accountId: 'account_id', clientId: 'client_id' }
      const named = requireSelection(selection)
      const where = named.map(([member]) => `${columns[member]} = :${member}`).join(' AND ')
      const sql = `DELETE FROM consents WHERE ${where}`
      return connection.write(() => connection.run(sql, Object.fromEntries(named)))
    },

    async listByAccount(accountId) {
      const sql = 'SELECT * FROM consents WHERE account_id = :accountId ORDER BY client_id'
      return connection.all<ConsentRow>(sql, { accountId }).map(fromConsentRow)
    },
  }
}
