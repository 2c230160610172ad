import type { Client } from '../clients/client.ts'
import { refuse } from '../refusal.ts'
import type { Resource } from '../resource.ts'
import { chooseApi, refuseSeveral } from './address-one-api.ts'
import { parseResourceIndicators } from './parse-resource-indicators.ts'

/** The audience of an access token, and what its bearer may do there. */
export interface AudienceDecision {
  /** The URIs for `aud`: one API, or our issuer, or one API and our issuer. */
  readonly audience: readonly string[]
  /** The granted scopes that belong to the audience (RFC 8707 §2.2). */
  readonly scopes: readonly string[]
}

/**
 * Chooses the audience of an access token (RFC 8707 §2.2, RFC 9068 §3). A token is for one API at a time,
 * because the scopes of two would be ambiguous. Our issuer may be added, because identity scopes belong to no
 * API. Without a `resource` parameter, the audience is the grant's only API, or of several the client's
 * `defaultResource`, plus our issuer when `openid` is granted.
 * @throws Refusal `invalid_target`
 */
export function decideAudience(request: {
  /** The `resource` parameters of the token request as they were sent. */
  readonly requested: readonly string[]
  readonly scopes: readonly string[]
  /** URIs of the resources that were granted. */
  readonly granted: readonly string[]
  /** All resources; the first is our issuer. */
  readonly resources: readonly Resource[]
  readonly client: Pick<Client, 'defaultResource' | 'scopes'>
}): AudienceDecision {
  const granted = request.resources.filter(
    (resource) => request.granted.includes(resource.uri) && isReachable(resource, request.client),
  )
  const chosen =
    request.requested.length > 0
      ? requireGranted(
          parseResourceIndicators(request.requested, request.resources),
          granted,
          request.resources[0],
        )
      : decideDefault(granted, request)
  return {
    audience: chosen.map(({ uri }) => uri),
    scopes: request.scopes.filter((scope) =>
      chosen.some(({ scopes }) => scopes.some(({ name }) => name === scope)),
    ),
  }
}

function requireGranted(
  asked: readonly Resource[],
  granted: readonly Resource[],
  issuer: Resource | undefined,
): readonly Resource[] {
  if (!asked.every((resource) => granted.includes(resource))) {
    refuse('invalid_target', 'resource must be one that was granted')
  }
  const apis = asked.filter((resource) => resource !== issuer)
  // A client that names several APIs has to learn that a token is for one, whatever its default is.
  return apis.length > 1 ? refuseSeveral(apis) : asked
}

/**
 * An API of which the client has lost every scope since is no audience any more, as the authorization
 * endpoint would say too.
 */
function isReachable({ scopes }: Resource, client: Pick<Client, 'scopes'>): boolean {
  return scopes.some(({ name }) => client.scopes.includes(name))
}

function decideDefault(
  granted: readonly Resource[],
  request: {
    readonly scopes: readonly string[]
    readonly resources: readonly Resource[]
    readonly client: Pick<Client, 'defaultResource'>
  },
): readonly Resource[] {
  const issuer = request.resources.slice(0, 1)
  const apis = granted.filter((resource) => !issuer.includes(resource))
  const asked = apis.filter((api) => hasAnyScope(api, request.scopes))
  const isAboutPerson = request.scopes.includes('openid')
  // The request is for identity scopes only: it must not get a token for the grant's only API.
  if (asked.length === 0 && !isAboutPerson && issuer.some((own) => hasAnyScope(own, request.scopes)))
    return issuer
  const several = apis.length < 2 ? apis : asked
  const addressed = chooseApi(several, request.client) ?? several[0]
  if (addressed === undefined) return issuer
  return isAboutPerson ? [addressed, ...issuer] : [addressed]
}

/** `offline_access` is about the lifetime, not about an API (OpenID Connect Core §11). */
function hasAnyScope(resource: Resource, scopes: readonly string[]): boolean {
  return resource.scopes.some(({ name }) => name !== 'offline_access' && scopes.includes(name))
}
