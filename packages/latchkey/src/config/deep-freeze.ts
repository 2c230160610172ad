import { isPlainObject } from './plain-copy.ts'

/**
 * Freezes plain objects and arrays recursively. Functions and class instances belong to the operator and are
 * left alone.
 */
export function deepFreeze<Value>(value: Value): Value {
  if (Array.isArray(value)) value.forEach(deepFreeze)
  else if (isPlainObject(value)) Object.values(value).forEach(deepFreeze)
  else return value
  return Object.freeze(value)
}
