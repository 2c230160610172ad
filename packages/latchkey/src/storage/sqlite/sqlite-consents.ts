import type { ConsentStore } from '../../ports/storage.ts'
import type { Consent } from '../../protocol/grant.ts'
import { type ConsentRow, fromConsentRow, toConsentRow } from '../rows/consent-row.ts'
import type { Connection } from './connection.ts'
import type { RecordTable } from './record-table.ts'

const INSERT = `
  INSERT INTO consents (account_id, client_id, scopes, resources, granted_at)
  VALUES (:account_id, :client_id, :scopes, :resources, :granted_at)`

const UPSERT = `${INSERT}
  ON CONFLICT (account_id, client_id) DO UPDATE SET
    scopes = excluded.scopes, resources = excluded.resources, granted_at = excluded.granted_at`

export const consentTable: RecordTable<Consent> = {
  name: 'consents',
  key: ['account_id', 'client_id'],
  insert: `${INSERT} ON CONFLICT DO NOTHING`,
  toRow: toConsentRow,
  fromRow: fromConsentRow,
}

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
        const row = toConsentRow({
          ...consent,
          scopes: union(stored?.scopes, consent.scopes),
          resources: union(stored?.resources, consent.resources),
          grantedAt: Math.max(stored?.grantedAt ?? consent.grantedAt, consent.grantedAt),
        })
        connection.run(UPSERT, row)
      })
    },

    find: async (accountId, clientId) => find(accountId, clientId),

    forget: (accountId, clientId) =>
      connection.write(() => {
        const sql = 'DELETE FROM consents WHERE account_id = :accountId AND client_id = :clientId'
        return connection.run(sql, { accountId, clientId }) === 1 ? 'forgotten' : 'unknown'
      }),

    async listByAccount(accountId) {
      const sql = 'SELECT * FROM consents WHERE account_id = :accountId ORDER BY client_id'
      return connection.all<ConsentRow>(sql, { accountId }).map(fromConsentRow)
    },
  }
}

function union(stored: readonly string[] = [], added: readonly string[]): readonly string[] {
  return [...new Set([...stored, ...added])]
}
