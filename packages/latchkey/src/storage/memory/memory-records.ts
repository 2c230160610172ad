import type { Storage } from '../../ports/storage.ts'
import type { RecordKind, StoredRecords } from '../../ports/stored-records.ts'
import { fromCursor, toNext } from '../paging/record-cursor.ts'
import { requirePageLimit } from '../paging/require-page-limit.ts'
import { keep } from './keep.ts'
import { consentKey } from './memory-consents.ts'

/** All rows, by kind and key. */
export type StoredRows = { readonly [Kind in RecordKind]: Map<string, StoredRecords[Kind]> }

/** The key of a record, as one text or two. */
const keys: { readonly [Kind in RecordKind]: (stored: StoredRecords[Kind]) => readonly string[] } = {
  accounts: ({ id }) => [id],
  clients: ({ clientId }) => [clientId],
  signingKeys: ({ kid }) => [kid],
  consents: ({ accountId, clientId }) => [accountId, clientId],
  sessions: ({ id }) => [id],
  grants: ({ id }) => [id],
  rememberedIds: ({ id }) => [id],
  attempts: ({ key }) => [key],
  events: ({ id }) => [id],
}

/** Everything that is stored, out and in, kind by kind. */
export function memoryRecords(rows: StoredRows): Pick<Storage, 'exportRecords' | 'importRecords'> {
  return {
    async exportRecords(kind, { limit, after }) {
      requirePageLimit(limit)
      const toKey = keys[kind]
      const start = after === undefined ? undefined : fromCursor(after, kind === 'consents' ? 2 : 1)
      const records = [...rows[kind].values()]
        .filter((stored) => start === undefined || compare(toKey(stored), start) > 0)
        .sort((left, right) => compare(toKey(left), toKey(right)))
        .slice(0, limit)
      return { records, ...toNext(records, limit, toKey) }
    },

    async importRecords(kind, records) {
      const copies = new Map(records.map((stored) => [rowKey(keys[kind](stored)), keep(stored)]))
      const isTaken = copies.size < records.length || [...copies.keys()].some((key) => rows[kind].has(key))
      if (isTaken || collides([...rows[kind].values(), ...copies.values()])) return 'taken'
      for (const [key, stored] of copies) rows[kind].set(key, stored)
      return 'imported'
    },
  }
}

function rowKey(key: readonly string[]): string {
  const [first = '', second] = key
  return second === undefined ? first : consentKey(first, second)
}

/**
 * As the bytes of UTF-8 compare, which is how databases do it. JavaScript orders a few characters otherwise.
 */
function compare(left: readonly string[], right: readonly string[]): number {
  const unequal = left.findIndex((text, index) => text !== right[index])
  return unequal === -1 ? 0 : Buffer.compare(toBytes(left[unequal]), toBytes(right[unequal]))
}

function toBytes(text: string | undefined): Buffer {
  return Buffer.from(text ?? '')
}

/** Whether two have the same of what must be unique beside the key. */
function collides(records: readonly StoredRecords[RecordKind][]): boolean {
  const unique = records.map((stored) => uniqueOf(stored)).filter((text) => text !== undefined)
  return new Set(unique).size < unique.length
}

function uniqueOf(stored: StoredRecords[RecordKind]): string | undefined {
  if ('canonicalUsername' in stored) return stored.canonicalUsername
  return 'sequence' in stored ? `${stored.algorithm} ${stored.sequence}` : undefined
}
