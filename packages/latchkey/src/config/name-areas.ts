import type { Areas } from '../settings/areas.ts'
import { isPlainObject, plainCopy } from './plain-copy.ts'

/**
 * A configuration that names every area, so that who reads it next need not know which command runs. What is
 * wrong with it stays as it is, to be reported.
 */
export function nameAreas(
  input: Readonly<Record<string, unknown>>,
  defaults: Areas,
): Readonly<Record<string, unknown>> {
  const { areas = {} } = input
  return isPlainObject(areas) ? { ...input, areas: { ...defaults, ...(plainCopy(areas) as object) } } : input
}
