import type { AuthorizationPosition } from '../../flows/authorize/continue-authorization.ts'
import type { PageView } from '../../pages/default-pages.ts'
import {
  areResourcesOptional,
  isOptionalScope,
  isWithoutScopes,
} from '../../protocol/authorize/decide-checked-scopes.ts'
import { isLoopbackHost } from '../../protocol/redirect-uri/is-loopback-host.ts'
import type { Resource, ScopeDescription } from '../../protocol/resource.ts'

type ConsentView = PageView<'consent'>

/** What an app asks for, grouped by API. The first group is about who the person is. */
export function toConsentGroups(
  { request, consent }: AuthorizationPosition,
  resources: readonly Resource[],
): ConsentView['groups'] {
  const asked = [...request.scopes, ...request.disclosedScopes]
  const optional = areResourcesOptional(request, resources)
  return resources
    .filter((resource) => request.resources.includes(resource.uri))
    .map((resource, index) => ({
      resource: { name: resource.name, uri: resource.uri, ours: resource === resources[0] && index === 0 },
      scopes: resource.scopes
        .filter(({ name }) => asked.includes(name))
        .map((scope) => toScopeView(scope, consent?.scopes.includes(scope.name) ?? false)),
      ...(isWithoutScopes(resource, request) && {
        withoutScopes: { optional, alreadyGranted: consent?.resources.includes(resource.uri) ?? false },
      }),
    }))
}

function toScopeView(
  scope: ScopeDescription,
  alreadyGranted: boolean,
): ConsentView['groups'][number]['scopes'][number] {
  return { ...scope, optional: isOptionalScope(scope.name), alreadyGranted }
}

/** Where the person will be sent, in a form that they can judge. */
export function toDestination(redirectUri: string): ConsentView['destination'] {
  const url = new URL(redirectUri)
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    return { kind: 'private_use', host: url.protocol.slice(0, -1), url: redirectUri }
  }
  return { kind: isLoopbackHost(url.hostname) ? 'loopback' : 'web', host: url.host, url: redirectUri }
}
