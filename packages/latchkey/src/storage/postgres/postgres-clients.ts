import type { ClientStore } from '../../ports/storage.ts'
import type { Client, ClientSecret } from '../../protocol/clients/client.ts'
import { type ClientRow, fromClientRow, toClientRow } from '../rows/client-row.ts'
import type { Database } from './database.ts'
import { findByKey } from './find-by-key.ts'
import { pageOf } from './page-of.ts'
import { settle } from './settle.ts'
import { type Table, toValues } from './table.ts'

export const clientTable: Table<Client, ClientRow> = {
  name: 'clients',
  key: ['id'],
  columns: { id: 'text', client: 'text' },
  toRow: toClientRow,
  fromRow: fromClientRow,
}

export function postgresClients(database: Database): ClientStore {
  const valuesOf = toValues(clientTable)
  const { create, read, replace, remove } = toStatements(database)
  const list = pageOf<ClientRow>(database, { table: 'clients', direction: 'ASC', columns: ['id', 'client'] })

  /** Replaces the document if it is still the one that the change was made from; undefined when it is not. */
  async function change<Outcome>(
    clientId: string,
    decide: (stored: Client | undefined) => { readonly outcome: Outcome; readonly client?: Client },
  ): Promise<Outcome> {
    return settle(async () => {
      const [row] = await database.read<ClientRow>(read, [clientId])
      const { outcome, client } = decide(row && fromClientRow(row))
      if (row === undefined || client === undefined) return { outcome }
      const { count } = await database.write(replace, [clientId, row.client, JSON.stringify(client)])
      return count === 1 ? { outcome } : undefined
    }).then(({ outcome }) => outcome)
  }

  return {
    async create(client) {
      const { count } = await database.write(create, valuesOf(client))
      return count === 1 ? 'created' : 'taken'
    },

    find: findByKey(database, clientTable),

    update: (client) =>
      change(client.clientId, (stored) => {
        if (stored === undefined) return { outcome: 'unknown' }
        if (stored.version !== client.version - 1) return { outcome: 'stale' }
        // A use that was noted after the caller read the client is not forgotten.
        const uses = new Map(stored.secrets.map((secret) => [secret.id, secret.lastUsedAt]))
        const secrets = client.secrets.map((secret) => usedAt(secret, uses.get(secret.id)))
        return { outcome: 'updated', client: { ...client, secrets } }
      }),

    async remove(clientId) {
      const { count } = await database.write(remove, [clientId])
      return count === 1 ? 'removed' : 'unknown'
    },

    async list(page) {
      return (await list(page)).map(fromClientRow)
    },

    noteSecretUse: (clientId, secretId, at) =>
      change(clientId, (stored) => {
        const used = stored?.secrets.find((secret) => secret.id === secretId)
        if (stored === undefined || used === undefined || usedAt(used, at) === used)
          return { outcome: undefined }
        const secrets = stored.secrets.map((secret) => (secret === used ? usedAt(secret, at) : secret))
        return { outcome: undefined, client: { ...stored, secrets } }
      }),
  }
}

function toStatements(database: Database) {
  const clients = `${database.schema}.clients`
  return {
    create: database.statement(
      'create_client',
      `INSERT INTO ${clients} (id, client) VALUES ($1::text, $2::text) ON CONFLICT (id) DO NOTHING`,
    ),
    read: database.statement('read_client', `SELECT id, client FROM ${clients} WHERE id = $1::text`),
    replace: database.statement(
      'replace_client',
      `UPDATE ${clients} SET client = $3::text WHERE id = $1::text AND client = $2::text`,
    ),
    remove: database.statement('remove_client', `DELETE FROM ${clients} WHERE id = $1::text`),
  }
}

/** The secret with the later of its own last use and this one. */
function usedAt(secret: ClientSecret, at: number | undefined): ClientSecret {
  if (at === undefined || at <= (secret.lastUsedAt ?? Number.NEGATIVE_INFINITY)) return secret
  return { ...secret, lastUsedAt: at }
}
