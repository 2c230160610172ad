import type { Resource } from '../resource.ts'
import { isIdentityScope } from '../scope/identity-scopes.ts'
import type { AuthorizationRequest } from './authorization-request.ts'
import { withoutClaimsOf } from './decide-disclosed-scopes.ts'

/** Identity scopes that a person may decline; the others are what signing in means. */
const OPTIONAL_IDENTITY_SCOPES = new Set(['address', 'phone'])

/**
 * True for a scope that the person may uncheck: every scope of an API, and the more private identity scopes.
 */
export function isOptionalScope(scope: string): boolean {
  return OPTIONAL_IDENTITY_SCOPES.has(scope) || !isIdentityScope(scope)
}

/** The parts of a request that a person decides about. */
export type AllowedParts = Pick<AuthorizationRequest, 'scopes' | 'disclosedScopes' | 'resources' | 'claims'>

/** The part of a request that the person allowed by checking these boxes: never more than was requested. */
export function decideCheckedScopes(
  request: AuthorizationRequest,
  checked: readonly string[],
  resources: readonly Resource[],
): AllowedParts {
  const isLeft = (scope: string) => !isOptionalScope(scope) || checked.includes(scope)
  const scopes = request.scopes.filter(isLeft)
  const disclosedScopes = request.disclosedScopes.filter(isLeft)
  const dropped = request.scopes.filter((scope) => !scopes.includes(scope))
  const emptied = request.resources.filter((uri) => isEmptied(uri, { scopes, dropped, resources }))
  const claims = withoutClaimsOf(
    request.claims,
    request.disclosedScopes.filter((scope) => !isLeft(scope)),
  )
  const kept = request.resources.filter((uri) => !emptied.includes(uri))
  return { scopes, disclosedScopes, resources: kept, ...(claims && { claims }) }
}

/**
 * A resource is dropped when all of its requested scopes were unchecked; one requested without scopes stays.
 */
function isEmptied(
  uri: string,
  {
    scopes,
    dropped,
    resources,
  }: { scopes: readonly string[]; dropped: readonly string[]; resources: readonly Resource[] },
): boolean {
  const known = resources.find((resource) => resource.uri === uri)?.scopes.map((scope) => scope.name) ?? []
  return dropped.some((scope) => known.includes(scope)) && !scopes.some((scope) => known.includes(scope))
}
