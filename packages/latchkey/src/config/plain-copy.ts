/** Deeper than any real configuration, shallow enough for any stack. */
export const maxDepth = 20

/**
 * Copies plain objects and arrays, without the members that are `undefined`, so that later changes to the
 * operator's object have no effect here. Functions and class instances (storages, loggers) are not copied.
 * Returns `undefined` for something nested too deeply to be a configuration (a cycle).
 */
export function plainCopy(value: unknown, depth = 0): unknown {
  if (depth > maxDepth) return undefined
  if (Array.isArray(value)) return value.map((item) => plainCopy(item, depth + 1))
  if (!isPlainObject(value)) return value
  const entries = Object.entries(value).filter(([, member]) => member !== undefined)
  return Object.fromEntries(entries.map(([key, member]) => [key, plainCopy(member, depth + 1)]))
}

/** An object literal or an object from JSON.parse, not an instance of a class. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

/** True for a value that survives a round trip through JSON. */
export function isJson(value: unknown, depth = 0): boolean {
  if (depth > maxDepth) return false
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true
  if (typeof value === 'number') return Number.isFinite(value)
  if (Array.isArray(value)) return value.every((item) => isJson(item, depth + 1))
  return isPlainObject(value) && Object.values(value).every((item) => isJson(item, depth + 1))
}
