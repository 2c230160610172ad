import { refuse } from '../refusal.ts'

/** One or more of x21, x23-5B, x5D-7E (RFC 6749 §3.3). */
const SCOPE_TOKEN = /^[\x21\x23-\x5b\x5d-\x7e]+$/

/**
 * The scope tokens of a `scope` parameter, without duplicates, in the order of their first appearance
 * (RFC 6749 §3.3).
 */
export function parseScope(scope: string): readonly string[] {
  const tokens = scope.split(' ').filter((token) => token !== '')
  if (!tokens.every((token) => SCOPE_TOKEN.test(token))) {
    refuse('invalid_scope', 'scope must be words of printable ASCII without quotes, separated by spaces')
  }
  return [...new Set(tokens)]
}
