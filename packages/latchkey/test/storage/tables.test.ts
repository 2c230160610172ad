import { expect, test } from 'vitest'
import { RECORD_KINDS, recordDescriptions, type StoredRecords } from '../../src/ports/stored-records.ts'
import { tables } from '../../src/storage/rows/tables.ts'

test.each(RECORD_KINDS)('the table of %s has the key and the end that the port describes', (kind) => {
  const { key, end, toRow } = tables[kind]
  // Each member has its own name as its value, so that the row tells which column holds which member.
  const row = toRow(new Proxy({}, { get: (_, member) => member }) as StoredRecords[typeof kind] & never)
  const memberIn = (column: string) => row[column]
  expect({ key: key.map(memberIn), end: end && memberIn(end) }).toEqual({
    end: undefined,
    ...recordDescriptions[kind],
  })
})
