import { ManagementError } from './management.ts'

interface Expected<Written> {
  /** What the object is, for the sentence: `A change`. */
  readonly what: string
  readonly known: Readonly<Record<keyof Written, true>>
  /** For members that are somebody else's: what to do instead. */
  readonly instead?: Readonly<Record<string, string>>
  /** Where a member that is `undefined` is as good as absent; elsewhere it might mean something else. */
  readonly undefinedIsAbsent?: boolean
}

/**
 * The object, if it is a plain one with known members only. Callers without types may pass anything, and a
 * member that nobody reads would silently do nothing: a mistyped `immediately`, an `email` that is not set.
 * @throws ManagementError `INVALID` that names the member and says what to do instead
 */
export function requireMembers<Written extends object>(
  written: Written,
  expected: Expected<Written>,
): Written {
  requirePlainObject(written, expected.what)
  for (const [name, value] of Object.entries(written)) {
    if (!Object.hasOwn(expected.known, name)) throw unknownMember(name, expected)
    if (value === undefined && expected.undefinedIsAbsent !== true)
      throw invalid(`${name} is undefined: write its value, or leave it out`)
  }
  return written
}

/** @throws ManagementError `INVALID`, also for an instance of a class: its getters would be overlooked. */
export function requirePlainObject(value: unknown, what: string): void {
  const prototype: unknown =
    typeof value === 'object' && value !== null ? Object.getPrototypeOf(value) : undefined
  if (prototype !== Object.prototype && prototype !== null) throw invalid(`${what} must be a plain object`)
}

function unknownMember(name: string, { what, known, instead = {} }: Expected<object>): ManagementError {
  const hint = Object.hasOwn(instead, name) ? instead[name] : `it may have ${Object.keys(known).join(', ')}`
  return invalid(`${what} has no member ${name}: ${hint}`)
}

function invalid(message: string): ManagementError {
  return new ManagementError('INVALID', message)
}
