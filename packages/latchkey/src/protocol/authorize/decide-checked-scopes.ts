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

/** What a request asks for, as far as boxes are about it. */
type AskedParts = Pick<AuthorizationRequest, 'scopes' | 'disclosedScopes' | 'resources'>

/**
 * True for a resource of which no scope is requested. Its tokens still name the person, which is enough for
 * an API that asks for no scope, so the page shows it and the person decides about it.
 */
export function isWithoutScopes(
  { uri, scopes }: Pick<Resource, 'uri' | 'scopes'>,
  request: AskedParts,
): boolean {
  const asked = [...request.scopes, ...request.disclosedScopes]
  return request.resources.includes(uri) && !scopes.some(({ name }) => asked.includes(name))
}

/** True when the person may uncheck the resources without scopes: there is more to decide than yes or no. */
export function areResourcesOptional(request: AskedParts, resources: readonly Resource[]): boolean {
  const bare = resources.filter((resource) => isWithoutScopes(resource, request))
  return request.scopes.length + request.disclosedScopes.length + bare.length > 1
}

/** The parts of a request that a person decides about. */
export type AllowedParts = AskedParts & Pick<AuthorizationRequest, 'claims'>

/** The boxes that the person checked. */
export interface CheckedBoxes {
  readonly scopes: readonly string[]
  /** URIs of resources of which no scope is requested. */
  readonly resources: readonly string[]
}

/**
 * The part of a request that the person allowed by checking these boxes: never more than was requested. A
 * resource goes with the last of its scopes.
 */
export function decideCheckedScopes(
  request: AuthorizationRequest,
  checked: CheckedBoxes,
  resources: readonly Resource[],
): AllowedParts {
  const isLeft = (scope: string) => !isOptionalScope(scope) || checked.scopes.includes(scope)
  const scopes = request.scopes.filter(isLeft)
  const disclosedScopes = request.disclosedScopes.filter(isLeft)
  const optional = areResourcesOptional(request, resources)
  const isKept = (resource: Resource) =>
    isWithoutScopes(resource, request)
      ? !optional || checked.resources.includes(resource.uri)
      : !isWithoutScopes(resource, { scopes, disclosedScopes, resources: [resource.uri] })
  const claims = withoutClaimsOf(
    request.claims,
    request.disclosedScopes.filter((scope) => !isLeft(scope)),
  )
  const kept = resources.filter(({ uri }) => request.resources.includes(uri)).filter(isKept)
  return { scopes, disclosedScopes, resources: kept.map(({ uri }) => uri), ...(claims && { claims }) }
}

/**
 * True when so much was unchecked that nothing is left, which is a no. `offline_access` is how long access
 * lasts, and nothing by itself (OpenID Connect Core §11).
 */
export function isNothingLeft(
  request: AskedParts,
  allowed: AskedParts,
  [issuer]: readonly Resource[],
): boolean {
  const isLess =
    allowed.scopes.length < request.scopes.length || allowed.resources.length < request.resources.length
  // Our issuer is among the resources because of its scopes, unless it was named without any.
  const holdsScopesOnly = (uri: string) => uri === issuer?.uri && !isWithoutScopes(issuer, request)
  return (
    isLess &&
    allowed.scopes.every((scope) => scope === 'offline_access') &&
    allowed.resources.every(holdsScopesOnly)
  )
}
