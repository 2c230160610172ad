import type { Storage } from '../../ports/storage.ts'
import { exportPage } from '../paging/export-page.ts'
import { tables } from '../rows/tables.ts'
import type { Connection } from './connection.ts'
import { pageOf } from './page-of.ts'
import { insertRow, toBound } from './write-row.ts'

/** Thrown inside a write so that all of it is undone. */
class TakenError extends Error {}

/** Exports and imports everything stored, kind by kind. */
export function sqliteRecords(connection: Connection): Pick<Storage, 'exportRecords' | 'importRecords'> {
  return {
    exportRecords: (kind, page) =>
      exportPage(tables[kind], page, async (limit, behind) =>
        pageOf(connection, tables[kind], { limit, behind, direction: 'ASC' }),
      ),

    async importRecords(kind, records) {
      const table = tables[kind]
      const insert = insertRow(table)
      const insertAll = () => {
        for (const stored of records) {
          if (connection.run(insert, toBound(table.toRow(stored))) !== 1) throw new TakenError()
        }
        return 'imported' as const
      }
      return connection.write(insertAll).catch((error: unknown) => {
        if (error instanceof TakenError) return 'taken'
        throw error
      })
    },
  }
}
