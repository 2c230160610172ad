import type { Storage } from '../../ports/storage.ts'
import { type RecordKind, recordDescriptions, type StoredRecords } from '../../ports/stored-records.ts'
import { fromCursor, toNext } from '../paging/record-cursor.ts'
import { requirePageLimit } from '../paging/require-page-limit.ts'
import { keep } from './keep.ts'
import { consentKey } from './memory-consents.ts'
import { pageOf } from './page-of.ts'

/** All rows, by kind and key. */
export type StoredRows = { readonly [Kind in RecordKind]: Map<string, StoredRecords[Kind]> }

/** Exports and imports everything stored, kind by kind. */
export function memoryRecords(rows: StoredRows): Pick<Storage, 'exportRecords' | 'importRecords'> {
  return {
    async exportRecords(kind, { limit, after }) {
      requirePageLimit(limit)
      const { key } = recordDescriptions[kind]
      const behind = after === undefined ? undefined : fromCursor(after, key.length)
      const toKey = keyOf(kind)
      const records = pageOf(rows[kind].values(), toKey, { behind, limit, direction: 'ascending' })
      return { records, ...toNext(records, limit, toKey) }
    },

    async importRecords(kind, records) {
      const toKey = keyOf(kind)
      const copies = new Map(records.map((stored) => [rowKey(toKey(stored)), keep(stored)]))
      const isTaken = copies.size < records.length || [...copies.keys()].some((key) => rows[kind].has(key))
      if (isTaken || collides([...rows[kind].values(), ...copies.values()])) return 'taken'
      for (const [key, stored] of copies) rows[kind].set(key, stored)
      return 'imported'
    },
  }
}

/** How to get the key of a record, as one string or two. */
function keyOf<Kind extends RecordKind>(kind: Kind): (stored: StoredRecords[Kind]) => readonly string[] {
  const { key } = recordDescriptions[kind]
  return (stored) => key.map((member) => String(stored[member]))
}

function rowKey(key: readonly string[]): string {
  const [first = '', second] = key
  return second === undefined ? first : consentKey(first, second)
}

/** Whether two records share a value that must be unique besides the key. */
function collides(records: readonly StoredRecords[RecordKind][]): boolean {
  const unique = records.map((stored) => uniqueOf(stored)).filter((text) => text !== undefined)
  return new Set(unique).size < unique.length
}

function uniqueOf(stored: StoredRecords[RecordKind]): string | undefined {
  if ('canonicalUsername' in stored) return stored.canonicalUsername
  return 'sequence' in stored ? `${stored.algorithm} ${stored.sequence}` : undefined
}
