import { refuse } from '../refusal.ts'
import type { Resource } from '../resource.ts'
import type { ScopeRequest } from './split-requested-scopes.ts'

/**
 * The request, for one API. Scopes of several without a `resource` lead to tokens that cannot be asked for
 * without one either, so the person would consent to something useless: such a request is for the client's
 * `defaultResource`, or refused (RFC 8707 §2).
 * @throws Refusal `invalid_target`
 */
export function addressOneApi(request: ScopeRequest, scopes: readonly string[]): ScopeRequest {
  if (request.named.length > 0) return request
  const apis = request.resources
    .slice(1)
    .filter((api) => api.scopes.some(({ name }) => scopes.includes(name)))
  const only = chooseApi(apis, request.client)
  return only === undefined ? request : { ...request, named: [only] }
}

/**
 * Of several APIs, the client's default one; undefined when there is nothing to choose.
 * @throws Refusal `invalid_target`, which names them
 */
export function chooseApi(
  apis: readonly Resource[],
  { defaultResource }: { readonly defaultResource?: string },
): Resource | undefined {
  if (apis.length < 2) return undefined
  return apis.find(({ uri }) => uri === defaultResource) ?? refuseSeveral(apis)
}

/** @throws Refusal `invalid_target`, which names these APIs. */
export function refuseSeveral(apis: readonly Resource[]): never {
  const list = apis.map(({ uri }) => uri).join(' and ')
  refuse('invalid_target', `A token is for one API: name it with resource, of ${list}`)
}
