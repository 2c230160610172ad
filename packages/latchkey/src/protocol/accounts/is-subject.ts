/** OpenID Connect Core §2: `sub` is at most 255 ASCII characters. Ours also have no spaces. */
const SUBJECT = /^[\x21-\x7e]{1,255}$/

/** True for what can be the id of an account, and so the `sub` of tokens. */
export function isSubject(value: unknown): value is string {
  return typeof value === 'string' && SUBJECT.test(value)
}
