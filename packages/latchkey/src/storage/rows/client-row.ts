import type { Client } from '../../protocol/clients/client.ts'
import type { Table } from './table.ts'

/** A client is read and written as a whole, so it is kept as a document. */
export type ClientRow = {
  readonly id: string
  readonly client: string
}

export function toClientRow(client: Client): ClientRow {
  return { id: client.clientId, client: JSON.stringify(client) }
}

export function fromClientRow(row: Pick<ClientRow, 'client'>): Client {
  return JSON.parse(row.client)
}

export const clientTable: Table<Client, ClientRow> = {
  name: 'clients',
  key: ['id'],
  columns: {
    id: 'text',
    client: 'text',
  },
  toRow: toClientRow,
  fromRow: fromClientRow,
}
