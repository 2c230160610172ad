import type { ClaimsRequest } from '../claims/claims-request.ts'
import { refuse } from '../refusal.ts'

/** What a request says about `acr`. */
export interface AcrRequest {
  /** The values that the client prefers, the best first. */
  readonly acrValues: readonly string[]
  /** The values of which the sign-in must meet one, if the request calls `acr` essential. */
  readonly essentialAcrValues?: readonly string[]
}

/**
 * What `acr_values` and `claims` ask for (OpenID Connect Core §3.1.2.1, §5.5.1.1). Voluntary values never
 * fail a request, even if none is configured (§15.1). Essential ones that no sign-in here satisfies fail it
 * at once, before anybody types a password for nothing.
 * @throws Refusal `unmet_authentication_requirements`
 */
export function parseAcr(
  acrValues: string | undefined,
  claims: ClaimsRequest | undefined,
  configured: readonly string[],
): AcrRequest {
  const named = (acrValues ?? '').split(' ').filter((value) => value !== '')
  const requested = claims?.idToken.acr
  const values = requested?.values ?? (requested?.value === undefined ? undefined : [requested.value])
  if (values === undefined) return { acrValues: named }
  if (requested?.essential !== true) return { acrValues: [...named, ...values.filter(isText)] }
  const texts = requireTexts(values)
  if (!texts.some((value) => configured.includes(value))) {
    const offered = configured.length > 0 ? `only ${configured.join(' ')}` : 'no acr'
    refuse('unmet_authentication_requirements', `A sign-in here satisfies ${offered}`)
  }
  return { acrValues: [...texts, ...named], essentialAcrValues: texts }
}

function requireTexts(values: readonly unknown[]): readonly string[] {
  if (!values.every(isText)) {
    return refuse('malformed_request', 'The claims parameter must give acr values as strings')
  }
  return values
}

function isText(value: unknown): value is string {
  return typeof value === 'string'
}
