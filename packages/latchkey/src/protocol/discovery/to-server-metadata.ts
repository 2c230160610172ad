import { PROMPTS } from '../authorize/parse-prompt.ts'
import { RESPONSE_MODES } from '../authorize/response-mode.ts'
import { SCOPE_CLAIMS } from '../claims/scope-claims.ts'
import { ASSERTION_ALGORITHMS } from '../client-authentication/assertion-algorithms.ts'
import type { PresentedMethod } from '../client-authentication/presented-credentials.ts'
import type { Resource } from '../resource.ts'
import type { SigningAlgorithm } from '../signing-key.ts'
import { endpointUrl } from './endpoint-url.ts'

/** What the metadata is built from: the operator's configuration, and what is built in. */
export interface ServerDescription {
  readonly issuer: string
  readonly resources: readonly Resource[]
  readonly idTokenAlgorithm: SigningAlgorithm
  readonly signingAlgorithms: readonly SigningAlgorithm[]
  readonly acrValues: readonly string[]
  readonly customClaimNames: readonly string[]
  readonly grantTypes: readonly string[]
  readonly policyUri?: string | undefined
  readonly tosUri?: string | undefined
}

const PROTOCOL_CLAIMS = [
  'sub',
  'iss',
  'aud',
  'exp',
  'iat',
  'auth_time',
  'nonce',
  'acr',
  'amr',
  'at_hash',
  'sid',
]
/** Whether a client that authenticates so proves who it is. */
const PROOFS: Readonly<Record<PresentedMethod, boolean>> = {
  client_secret_basic: true,
  client_secret_post: true,
  private_key_jwt: true,
  none: false,
}
const METHODS = Object.keys(PROOFS)
const CONFIDENTIAL_METHODS = METHODS.filter((method) => PROOFS[method as PresentedMethod])

/**
 * The metadata of this server: one document for OpenID Connect Discovery §3 and RFC 8414 §2, so that the two
 * cannot disagree. A member is always included where its default would be wrong.
 */
export function toServerMetadata(server: ServerDescription): Readonly<Record<string, unknown>> {
  const members = { ...toEndpoints(server.issuer), ...toFeatures(server) }
  return Object.fromEntries(Object.entries(members).filter(([, value]) => !isEmpty(value)))
}

function toEndpoints(issuer: string): Record<string, unknown> {
  return {
    issuer,
    authorization_endpoint: endpointUrl(issuer, '/authorize'),
    token_endpoint: endpointUrl(issuer, '/token'),
    userinfo_endpoint: endpointUrl(issuer, '/userinfo'),
    jwks_uri: endpointUrl(issuer, '/jwks'),
    introspection_endpoint: endpointUrl(issuer, '/introspect'),
    revocation_endpoint: endpointUrl(issuer, '/revoke'),
    end_session_endpoint: endpointUrl(issuer, '/logout'),
  }
}

function toFeatures(server: ServerDescription): Record<string, unknown> {
  const scopes = unique(server.resources.flatMap((resource) => resource.scopes.map(({ name }) => name)))
  return {
    scopes_supported: scopes,
    claims_supported: unique([
      ...PROTOCOL_CLAIMS,
      ...Object.entries(SCOPE_CLAIMS).flatMap(([scope, claims]) => (scopes.includes(scope) ? claims : [])),
      ...server.customClaimNames,
    ]),
    claim_types_supported: ['normal'],
    response_types_supported: ['code'],
    response_modes_supported: RESPONSE_MODES,
    grant_types_supported: server.grantTypes,
    prompt_values_supported: PROMPTS,
    acr_values_supported: server.acrValues,
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: unique([server.idTokenAlgorithm, ...server.signingAlgorithms]),
    token_endpoint_auth_methods_supported: METHODS,
    token_endpoint_auth_signing_alg_values_supported: ASSERTION_ALGORITHMS,
    introspection_endpoint_auth_methods_supported: CONFIDENTIAL_METHODS,
    introspection_endpoint_auth_signing_alg_values_supported: ASSERTION_ALGORITHMS,
    revocation_endpoint_auth_methods_supported: METHODS,
    revocation_endpoint_auth_signing_alg_values_supported: ASSERTION_ALGORITHMS,
    code_challenge_methods_supported: ['S256'],
    authorization_response_iss_parameter_supported: true,
    claims_parameter_supported: true,
    request_parameter_supported: false,
    request_uri_parameter_supported: false,
    op_policy_uri: server.policyUri,
    op_tos_uri: server.tosUri,
  }
}

function unique(values: readonly string[]): readonly string[] {
  return [...new Set(values)]
}

/** Empty members are left out (RFC 8414 §3.2). */
function isEmpty(value: unknown): boolean {
  return value === undefined || (Array.isArray(value) && value.length === 0)
}
