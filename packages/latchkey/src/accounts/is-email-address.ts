import { USERNAME_MAX_LENGTH } from '../protocol/accounts/canonical-username.ts'

/** The characters of an unquoted local part, international ones included (RFC 5321 §4.1.2, RFC 6531 §3.3). */
const LOCAL_PART = /^[^\s"(),:;<>@[\\\]\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]{1,64}$/u

/** Dotted labels; one is enough, for hosts of a private network. */
const DOMAIN = /^(?!-)[\p{L}\p{M}\p{N}-]+(?:\.[\p{L}\p{M}\p{N}-]+)*$/u

/** True for what looks like a usable email address. Only sending mail can tell whether it reaches anybody. */
export function isEmailAddress(username: string): boolean {
  const at = username.lastIndexOf('@')
  return (
    at > 0 &&
    username.length <= USERNAME_MAX_LENGTH &&
    username.isWellFormed() &&
    LOCAL_PART.test(username.slice(0, at)) &&
    DOMAIN.test(username.slice(at + 1))
  )
}
