import type { Resource, ScopeDescription } from '../protocol/resource.ts'
import { identityScopes } from '../protocol/scope/identity-scopes.ts'
import type { AccessToken } from '../settings/access-token.ts'
import type { Values } from '../settings/option.ts'
import type { serverOptions } from '../settings/options.ts'
import {
  type ResourceConfiguration,
  resource as resourceGroup,
  type ScopesConfiguration,
} from '../settings/resources.ts'
import { joinPath, readShape } from './read-shape.ts'
import type { Report } from './report.ts'

/** RFC 6749 §3.3: printable ASCII without space, quotation mark and backslash. */
const scopeToken = /^[\x21\x23-\x5b\x5d-\x7e]+$/
const printableUri = /^[\x21-\x7e]+$/

type Options = Values<typeof serverOptions>

/** The scopes and URIs that are already taken, and by which resource. */
interface Taken {
  readonly scopes: Map<string, string>
  readonly uris: Map<string, string>
}

/**
 * All resources: the issuer itself first, with the identity scopes and those that belong to no other
 * resource.
 */
export function parseResources(
  { accessToken, brand, resources, scopes }: Options,
  { issuer, report }: { readonly issuer: string; readonly report: Report },
): readonly Resource[] {
  const taken = {
    scopes: new Map(identityScopes.map((scope) => [scope.name, 'the issuer'])),
    uris: new Map([[comparable(issuer), 'the issuer; its scopes go into "scopes"']]),
  }
  const own: Resource = {
    uri: issuer,
    name: brand.name,
    scopes: [
      ...identityScopes,
      ...parseScopes(scopes, { path: 'scopes', owner: 'the issuer', taken, report }),
    ],
    ...accessTokenOf(accessToken),
  }
  const others = resources.flatMap((entry, index) => {
    const path = `resources[${index}]`
    const resource = readShape(resourceGroup.shape, entry, { path, report })
    return resource === undefined ? [] : [toResource(resource, { path, accessToken, taken, report })]
  })
  return [own, ...others]
}

function toResource(
  resource: ResourceConfiguration,
  context: {
    readonly path: string
    readonly accessToken: AccessToken
    readonly taken: Taken
    readonly report: Report
  },
): Resource {
  requireUsableUri(resource.uri, context)
  return {
    uri: resource.uri,
    name: resource.name ?? hostOf(resource.uri),
    scopes: parseScopes(resource.scopes, { ...context, path: `${context.path}.scopes`, owner: resource.uri }),
    // No member is `undefined`: they were left out when the configuration was copied.
    ...accessTokenOf({ ...context.accessToken, ...(resource.accessToken as Partial<AccessToken>) }),
  }
}

function parseScopes(
  scopes: ScopesConfiguration,
  context: {
    readonly path: string
    readonly owner: string
    readonly taken: Taken
    readonly report: Report
  },
): ScopeDescription[] {
  return Object.entries(scopes).map(([name, value]) => {
    const path = joinPath(context.path, [name])
    const owner = context.taken.scopes.get(name)
    if (!scopeToken.test(name))
      context.report.problem(
        path,
        'is not a scope name: no spaces, quotation marks or backslashes (RFC 6749 §3.3)',
      )
    else if (owner !== undefined)
      context.report.problem(path, `belongs to ${owner} already: a scope belongs to one resource`)
    context.taken.scopes.set(name, owner ?? context.owner)
    return typeof value === 'string'
      ? { name, description: value, changes: false }
      : { name, description: value.description, changes: value.changes ?? false }
  })
}

function accessTokenOf({
  format,
  typ,
  lifetimeSeconds,
  algorithm,
}: AccessToken): Omit<Resource, 'uri' | 'name' | 'scopes'> {
  return {
    accessTokenFormat: format,
    accessTokenTyp: typ,
    accessTokenSeconds: lifetimeSeconds,
    accessTokenAlgorithm: algorithm,
  }
}

function requireUsableUri(
  uri: string,
  context: { readonly path: string; readonly taken: Taken; readonly report: Report },
): void {
  const path = `${context.path}.uri`
  const owner = context.taken.uris.get(comparable(uri))
  const fault = faultOfUri(uri) ?? (owner === undefined ? undefined : `is the same as ${owner}`)
  if (fault !== undefined) context.report.problem(path, fault)
  else context.taken.uris.set(comparable(uri), context.path)
}

/** RFC 8707 §2: an absolute URI without a fragment. */
function faultOfUri(uri: string): string | undefined {
  if (!printableUri.test(uri) || URL.parse(uri) === null)
    return 'must be an absolute URI, such as https://api.example.com (RFC 8707 §2)'
  return uri.includes('#') ? 'must not have a fragment (RFC 8707 §2)' : undefined
}

/** A trailing slash does not distinguish two resources: clients write it either way. */
function comparable(uri: string): string {
  return (URL.parse(uri)?.href ?? uri).replace(/\/$/, '')
}

function hostOf(uri: string): string {
  return URL.parse(uri)?.host || uri
}
