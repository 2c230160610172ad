import type { ConsentStore } from '../../ports/stores/consent-store.ts'
import { widenConsent } from '../../protocol/authorize/widen-consent.ts'
import type { Consent } from '../../protocol/grant.ts'
import { requireSelection } from '../require-selection.ts'
import { type ConsentRow, consentTable, fromConsentRow } from '../rows/consent-row.ts'
import { insertBatch, toValues } from './batch.ts'
import type { Database } from './database.ts'
import { writeBatch } from './write-batch.ts'

/** What was allowed to another registration of the client is forgotten. */
const SAME_REGISTRATION = 't.registration_id IS NOT DISTINCT FROM excluded.registration_id'

type ConsentKey = Pick<Consent, 'accountId' | 'clientId'>
type ConsentRowKey = Pick<ConsentRow, 'account_id' | 'client_id'>

export function postgresConsents(database: Database): ConsentStore {
  const consents = `${database.schema}.consents`
  const columns = Object.keys(consentTable.columns).join(', ')
  const { remember, replace } = hotWrites(database)
  const listByAccount = database.statement(
    'list_consents',
    `SELECT ${columns} FROM ${consents} WHERE account_id = $1::text ORDER BY client_id`,
  )

  return {
    async remember(consent) {
      await remember(widenConsent(undefined, consent))
    },

    async replace(consent) {
      await replace(widenConsent(undefined, consent))
    },

    async forgetAll(selection) {
      const columnOf = { accountId: 'account_id', clientId: 'client_id' }
      const named = requireSelection(selection)
      const where = named.map(([member], index) => `${columnOf[member]} = $${index + 1}::text`).join(' AND ')
      const statement = database.statement('forget_consents_of', `DELETE FROM ${consents} WHERE ${where}`)
      const { count } = await database.write(
        statement,
        named.map(([, value]) => value),
      )
      return count
    },

    async listByAccount(accountId) {
      return (await database.read<ConsentRow>(listByAccount, [accountId])).map(fromConsentRow)
    },
  }
}

function hotWrites(database: Database) {
  const shared = { keyOf, keyOfRow, toValues: toValues(consentTable) }
  const insert = `${insertBatch(database.schema, consentTable)} ON CONFLICT (account_id, client_id)`
  return {
    // `widenConsent` for many rows at once, checked against it by the storage contract.
    remember: writeBatch<Consent, ConsentRowKey>(database, {
      label: 'remember_consents',
      text: `${insert} DO UPDATE SET
          registration_id = excluded.registration_id,
          scopes = ${unionOf('scopes')}, resources = ${unionOf('resources')},
          granted_at = CASE WHEN ${SAME_REGISTRATION}
            THEN greatest(t.granted_at, excluded.granted_at) ELSE excluded.granted_at END
        RETURNING account_id, client_id`,
      ...shared,
    }),

    replace: writeBatch<Consent, ConsentRowKey>(database, {
      label: 'replace_consents',
      text: `${insert} DO UPDATE SET
          registration_id = excluded.registration_id, scopes = excluded.scopes,
          resources = excluded.resources, granted_at = excluded.granted_at
        RETURNING account_id, client_id`,
      ...shared,
    }),
  }
}

/**
 * The stored list plus the items of the new one that it lacks. Strings are compared in their JSON form:
 * PostgreSQL fails to decode `"\u0000"`.
 */
function unionOf(column: 'scopes' | 'resources'): string {
  const elements = (row: string, list: number) =>
    `SELECT ${list} AS list, place, element::text FROM json_array_elements(${row}.${column}::json) WITH ORDINALITY AS e(element, place)`
  return `(
    SELECT '[' || coalesce(string_agg(element, ',' ORDER BY list, place), '') || ']' FROM (
      SELECT DISTINCT ON (element) element, list, place
      FROM (${elements('t', 1)} WHERE ${SAME_REGISTRATION} UNION ALL ${elements('excluded', 2)}) AS both_lists ORDER BY element, list, place
    ) AS distinct_elements)`
}

function keyOf({ accountId, clientId }: ConsentKey): string {
  return JSON.stringify([accountId, clientId])
}

function keyOfRow(row: ConsentRowKey): string {
  return keyOf({ accountId: row.account_id, clientId: row.client_id })
}
