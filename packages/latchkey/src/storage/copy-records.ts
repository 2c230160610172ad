import { isDeepStrictEqual } from 'node:util'
import type { Storage } from '../ports/storage.ts'
import { RECORD_KINDS, type RecordKind, type StoredRecords } from '../ports/stored-records.ts'

/** How many records to read, and write in one step, at a time. */
const RECORDS_PER_PAGE = 500

export interface CopyEnds {
  readonly from: Storage
  readonly to: Storage
}

/** How many records of a kind were copied, and how many an earlier copy had already copied. */
export interface CopyCount {
  readonly copied: number
  readonly alreadyThere: number
}

/** The target holds what the source lacks, or the source changed meanwhile. */
export class CopyConflict extends Error {
  readonly kind: RecordKind

  constructor(kind: RecordKind, message: string) {
    super(message)
    this.name = 'CopyConflict'
    this.kind = kind
  }
}

/** Runs after each page. */
export type CopyProgress = (pass: 'copying' | 'comparing', kind: RecordKind, count: CopyCount) => void

/** The kinds this storage has records of. */
export async function kindsIn(storage: Storage): Promise<readonly RecordKind[]> {
  const found: RecordKind[] = []
  for (const kind of RECORD_KINDS) {
    const { records } = await storage.exportRecords(kind, { limit: 1 })
    if (records.length > 0) found.push(kind)
  }
  return found
}

/**
 * Copies all missing records, page by page in key order: the target always holds the beginning of each kind,
 * so an interrupted copy is continued by running it again. Then reads both sides once more.
 * @throws CopyConflict unless they hold the same in the end.
 */
export async function copyRecords(
  ends: CopyEnds,
  progress: CopyProgress,
): Promise<ReadonlyMap<RecordKind, CopyCount>> {
  const counts = await forEachKind((kind) =>
    walk(kind, ends, {
      progress: (count) => progress('copying', kind, count),
      async bring(missing) {
        if ((await ends.to.importRecords(kind, missing)) === 'taken') throw foreignRecord(kind)
      },
    }),
  )
  await forEachKind((kind) =>
    walk(kind, ends, {
      progress: (count) => progress('comparing', kind, count),
      async bring() {
        throw new CopyConflict(kind, `The source got new ${kind} while it was copied`)
      },
    }),
  )
  return counts
}

async function forEachKind(
  work: (kind: RecordKind) => Promise<CopyCount>,
): Promise<ReadonlyMap<RecordKind, CopyCount>> {
  const counts = new Map<RecordKind, CopyCount>()
  for (const kind of RECORD_KINDS) counts.set(kind, await work(kind))
  return counts
}

/**
 * Walks through both sides in step, by pages of one size. The target may end before the source; what it lacks
 * of a page is copied. If it goes on for longer, its last page differs from the source's.
 */
async function walk<Kind extends RecordKind>(
  kind: Kind,
  { from, to }: CopyEnds,
  { bring, progress }: Steps<Kind>,
): Promise<CopyCount> {
  let count: CopyCount = { copied: 0, alreadyThere: 0 }
  const inTarget = pagesOf(to, kind)
  for await (const records of pagesOf(from, kind)) {
    const found = (await inTarget.next()).value ?? []
    if (!isDeepStrictEqual(found, records.slice(0, found.length))) throw foreignRecord(kind)
    const missing = records.slice(found.length)
    if (missing.length > 0) await bring(missing)
    count = {
      copied: count.copied + missing.length,
      alreadyThere: count.alreadyThere + found.length,
    }
    progress(count)
  }
  return count
}

interface Steps<Kind extends RecordKind> {
  bring(missing: readonly StoredRecords[Kind][]): Promise<void>
  progress(count: CopyCount): void
}

async function* pagesOf<Kind extends RecordKind>(
  storage: Storage,
  kind: Kind,
): AsyncGenerator<readonly StoredRecords[Kind][], undefined> {
  let after: string | undefined
  do {
    const page = await storage.exportRecords(kind, {
      limit: RECORDS_PER_PAGE,
      ...(after !== undefined && { after }),
    })
    yield page.records
    after = page.next
  } while (after !== undefined)
}

function foreignRecord(kind: RecordKind): CopyConflict {
  return new CopyConflict(kind, `The target holds ${kind} that are not the source's`)
}
