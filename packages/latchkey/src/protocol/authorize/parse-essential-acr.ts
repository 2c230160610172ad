import type { ClaimsRequest } from '../claims/claims-request.ts'
import { refuse } from '../refusal.ts'

/**
 * The `acr` values of which the sign-in must meet one, if `claims` asks for `acr` as essential (OpenID
 * Connect Core §5.5.1.1).
 */
export function parseEssentialAcr(claims: ClaimsRequest | undefined): readonly string[] | undefined {
  const requested = claims?.idToken.acr
  if (requested?.essential !== true) return undefined
  const values = requested.values ?? (requested.value === undefined ? undefined : [requested.value])
  if (values === undefined) return undefined
  if (!values.every((value) => typeof value === 'string')) {
    return refuse('malformed_request', 'The claims parameter must give acr values as strings')
  }
  return values
}
