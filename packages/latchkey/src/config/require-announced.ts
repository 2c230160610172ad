import { isPlainObject } from './plain-copy.ts'
import { joinPath } from './read-shape.ts'
import type { Report } from './report.ts'

/** The part of a table of options that says which of them may not be `undefined`. */
interface Rows {
  readonly [name: string]: { readonly withoutIt?: string; readonly members?: Rows }
}

/**
 * Reports options whose key is there but whose value is `undefined`, as when an environment variable is not
 * set, where the server would be less careful without them. Every other option may be `undefined`, which is
 * the same as absent.
 */
export function requireAnnounced(
  rows: Rows,
  input: Readonly<Record<string, unknown>>,
  at: { readonly path: string; readonly report: Report },
): void {
  for (const [name, value] of Object.entries(input)) {
    const row = Object.hasOwn(rows, name) ? rows[name] : undefined
    const here = { ...at, path: joinPath(at.path, [name]) }
    if (value === undefined && row?.withoutIt !== undefined)
      at.report.problem(here.path, missing(row.withoutIt))
    if (row?.members === undefined) continue
    if (isPlainObject(value)) requireAnnounced(row.members, value, here)
    else if (Array.isArray(value)) requireInEach(row.members, value, here)
  }
}

function requireInEach(
  rows: Rows,
  list: readonly unknown[],
  at: { readonly path: string; readonly report: Report },
): void {
  list.forEach((entry, index) => {
    if (isPlainObject(entry)) requireAnnounced(rows, entry, { ...at, path: `${at.path}[${index}]` })
  })
}

function missing(withoutIt: string): string {
  return `is undefined, and without it ${withoutIt}: set the variable that it is read from, or leave the key out`
}
