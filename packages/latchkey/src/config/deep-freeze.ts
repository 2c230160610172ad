import { isPlainObject } from './plain-copy.ts'

/**
 * Freezes plain objects and lists all the way down. Functions and class instances are the operator's and stay
 * as they are.
 */
export function deepFreeze<Value>(value: Value): Value {
  if (Array.isArray(value)) value.forEach(deepFreeze)
  else if (isPlainObject(value)) Object.values(value).forEach(deepFreeze)
  else return value
  return Object.freeze(value)
}
