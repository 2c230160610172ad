import { refuse } from '../refusal.ts'

/** One or more of x21, x23-5B, x5D-7E (RFC 6749 §3.3). */
const SCOPE_TOKEN = /^[\x21\x23-\x5b\x5d-\x7e]+$/

/** Characters; by default, an authorization request has room for fewer in its URL. */
const LONGEST_SCOPE = 10_000

/**
 * The scope tokens of a `scope` parameter, without duplicates, in the order of their first appearance
 * (RFC 6749 §3.3). The words are not looked at where they are too many: 30,000 would hold up everybody else.
 */
export function parseScope(scope: string): readonly string[] {
  if (scope.length > LONGEST_SCOPE) {
    refuse('invalid_scope', `scope may have at most ${LONGEST_SCOPE} characters`)
  }
  const tokens = scope.split(' ').filter((token) => token !== '')
  if (!tokens.every((token) => SCOPE_TOKEN.test(token))) {
    refuse('invalid_scope', 'scope must be words of printable ASCII without quotes, separated by spaces')
  }
  return [...new Set(tokens)]
}
