import type { Areas } from '../settings/areas.ts'
import { isPlainObject, plainCopy } from './plain-copy.ts'

/**
 * The configuration with every area named, so that later readers need not know which command runs. Invalid
 * values are kept, to be reported.
 */
export function nameAreas(
  input: Readonly<Record<string, unknown>>,
  defaults: Areas,
): Readonly<Record<string, unknown>> {
  const { areas = {} } = input
  return isPlainObject(areas) ? { ...input, areas: { ...defaults, ...(plainCopy(areas) as object) } } : input
}
