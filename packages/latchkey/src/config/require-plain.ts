import { isPlainObject, maxDepth } from './plain-copy.ts'
import { joinPath } from './read-shape.ts'
import type { Report } from './report.ts'

/**
 * Reports objects that are neither plain nor lists: instances of classes, maps, promises that nobody awaited.
 * Of these, shapes see only some members, or none, and what was written would be taken for absent. Returns
 * false if there are any.
 */
export function requirePlain(
  value: unknown,
  at: { readonly path: string; readonly report: Report },
  depth = 0,
): boolean {
  if (typeof value !== 'object' || value === null) return true
  if (depth > maxDepth) {
    at.report.problem(at.path, 'is nested too deeply')
    return false
  }
  if (!Array.isArray(value) && !isPlainObject(value)) {
    at.report.problem(at.path, notPlain(value))
    return false
  }
  const members = Array.isArray(value) ? [...value.entries()] : Object.entries(value)
  const judged = members.map(([name, member]) =>
    requirePlain(member, { path: joinPath(at.path, [name]), report: at.report }, depth + 1),
  )
  return judged.every((isPlain) => isPlain)
}

/** Why an object cannot be part of a configuration. */
export function notPlain(value: object): string {
  const name: unknown = value.constructor?.name
  const what =
    typeof name !== 'string' || name === '' || name === 'Object'
      ? 'one that inherits'
      : `an instance of ${name}`
  const hint = value instanceof Promise ? ': write await before it' : ''
  return `must be a plain object or a list, not ${what}${hint}`
}
