import type { ClaimsRequest } from '../claims/claims-request.ts'
import { refuse } from '../refusal.ts'

/**
 * The account that must sign in, if the request names one: the subject of its `id_token_hint` (OpenID Connect
 * Core §3.1.2.1), or the `sub` value that its `claims` parameter asks for (§5.5.1).
 */
export function parseRequiredAccount(
  hintedSubject: string | undefined,
  claims: ClaimsRequest | undefined,
): string | undefined {
  const named = [hintedSubject, claims?.idToken.sub?.value, claims?.userinfo.sub?.value].filter(
    (value) => value !== undefined,
  )
  const [subject] = named
  if (subject === undefined) return undefined
  if (typeof subject !== 'string' || named.some((value) => value !== subject)) {
    return refuse(
      'malformed_request',
      'id_token_hint and the sub in claims must name one and the same subject',
    )
  }
  return subject
}
