import type { Storage } from '../../ports/storage.ts'
import { exportPage } from '../paging/export-page.ts'
import { tables } from '../rows/tables.ts'
import { insertBatch, toBatch, toValues } from './batch.ts'
import type { Database } from './database.ts'
import { sqlStateOf } from './failure.ts'
import { pageOf } from './page-of.ts'

const UNIQUE_VIOLATION = '23505'

/** Exports and imports everything stored, kind by kind. */
export function postgresRecords(database: Database): Pick<Storage, 'exportRecords' | 'importRecords'> {
  return {
    exportRecords: (kind, page) => exportPage(tables[kind], page, pageOf(database, tables[kind], 'ASC')),

    async importRecords(kind, records) {
      if (records.length === 0) return 'imported'
      const table = tables[kind]
      const statement = database.statement(`import_${table.name}`, insertBatch(database.schema, table))
      try {
        await database.write(statement, toBatch(records.map(toValues(table))))
        return 'imported'
      } catch (error) {
        if (sqlStateOf(error) === UNIQUE_VIOLATION) return 'taken'
        throw error
      }
    },
  }
}
