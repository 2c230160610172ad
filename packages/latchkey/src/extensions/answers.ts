/** A sentence of what a value is instead, without its content, which may be secret. */
export function kindOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  return typeof value === 'object' ? 'an object' : `${typeof value}`
}

/** Reads an object. @throws Error that says what it is instead */
export function requireObject(value: unknown, what: string): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Readonly<Record<string, unknown>>
  }
  throw new Error(`it is ${kindOf(value)}, and must be ${what}`)
}

/** @throws Error that names the member and what it must be */
export function requireMember(isRight: boolean, member: string, what: string): void {
  if (!isRight) throw new Error(`${member} must be ${what}`)
}

export function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((entry) => typeof entry === 'string')
}
