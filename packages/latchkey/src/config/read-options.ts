import type { Members, Option, OptionKind, Values } from '../settings/option.ts'
import { readShape, type Source } from './read-shape.ts'
import type { Report } from './report.ts'

/**
 * Each option of a table by itself: the value as written, or the default if none was written or if it is
 * invalid, which is reported.
 */
export function readOptions<Table extends Members>(table: Table, { input, report }: Source): Values<Table> {
  const read = Object.entries(table).map(([name, option]) => {
    const written = input[name]
    return [
      name,
      written === undefined ? option.default : readOption(option, written, { path: name, report }),
    ]
  })
  return Object.fromEntries(read.filter(([, value]) => value !== undefined)) as Values<Table>
}

function readOption(
  option: Option,
  written: unknown,
  at: { readonly path: string; readonly report: Report },
): unknown {
  const value = readShape(option.shape, written, at)
  // `null` is kept, so that a later check refuses it.
  if (value === undefined) return option.default
  if (option.default === undefined || option.members === undefined) return value
  return Array.isArray(value) ? value : { ...option.default, ...(value as object) }
}

/** The values of the options of one kind. */
export function valuesOf<Table extends Members, Kind extends OptionKind>(
  kind: Kind,
  table: Table,
  values: Values<Table>,
): Values<Table, Kind> {
  const belongs = ([name]: [string, unknown]) => table[name]?.kind === kind
  return Object.fromEntries(Object.entries(values).filter(belongs)) as Values<Table, Kind>
}
