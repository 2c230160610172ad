import type { ConsentStore } from '../../ports/storage.ts'
import type { Consent } from '../../protocol/grant.ts'
import type { BoundValues, Connection } from './connection.ts'
import type { RecordTable } from './record-table.ts'

interface ConsentRow {
  readonly account_id: string
  readonly client_id: string
  readonly scopes: string
  readonly resources: string
  readonly granted_at: number
}

const INSERT = `
  INSERT INTO consents (account_id, client_id, scopes, resources, granted_at)
  VALUES (:accountId, :clientId, :scopes, :resources, :grantedAt)`

const UPSERT = `${INSERT}
  ON CONFLICT (account_id, client_id) DO UPDATE SET
    scopes = excluded.scopes, resources = excluded.resources, granted_at = excluded.granted_at`

export const consentTable: RecordTable<Consent> = {
  name: 'consents',
  key: ['account_id', 'client_id'],
  insert: `${INSERT} ON CONFLICT DO NOTHING`,
  toRow,
  fromRow,
}

export function sqliteConsents(connection: Connection): ConsentStore {
  const find = (accountId: string, clientId: string): Consent | undefined => {
    const row = connection.get<ConsentRow>(
      'SELECT * FROM consents WHERE account_id = :accountId AND client_id = :clientId',
      { accountId, clientId },
    )
    return row && fromRow(row)
  }

  return {
    async remember(consent) {
      await connection.write(() => {
        const { accountId, clientId, grantedAt } = consent
        const stored = find(accountId, clientId)
        connection.run(UPSERT, {
          accountId,
          clientId,
          scopes: union(stored?.scopes, consent.scopes),
          resources: union(stored?.resources, consent.resources),
          grantedAt: Math.max(stored?.grantedAt ?? grantedAt, grantedAt),
        })
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
      return connection.all<ConsentRow>(sql, { accountId }).map(fromRow)
    },
  }
}

function union(stored: readonly string[] = [], added: readonly string[]): string {
  return JSON.stringify([...new Set([...stored, ...added])])
}

function toRow(consent: Consent): BoundValues {
  return {
    ...consent,
    scopes: JSON.stringify(consent.scopes),
    resources: JSON.stringify(consent.resources),
  }
}

function fromRow(row: ConsentRow): Consent {
  return {
    accountId: row.account_id,
    clientId: row.client_id,
    scopes: JSON.parse(row.scopes),
    resources: JSON.parse(row.resources),
    grantedAt: row.granted_at,
  }
}
