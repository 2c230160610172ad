import { nearestName } from 'latchkey-connect/internal'
import { type Client, isPublicClient } from '../../protocol/clients/client.ts'
import { isLoopbackHost } from '../../protocol/redirect-uri/is-loopback-host.ts'
import { parseRegisteredRedirectUri } from '../../protocol/redirect-uri/parse-registered-redirect-uri.ts'
import { Refusal } from '../../protocol/refusal.ts'
import { mostClientSecrets } from './client-defaults.ts'
import { secretsOf, type WrittenClient } from './infer-client.ts'

/** What a client may refer to. */
export interface KnownNames {
  readonly grantTypes: readonly string[]
  readonly scopes: readonly string[]
  readonly resources: readonly string[]
}

/** Says what is wrong with a client, under the name of the member at fault. */
export type Complain = (member: string, message: string, nearest?: string) => void

/** RFC 6749 appendix A.1, A.2: printable ASCII and space. */
const visible = /^[\x20-\x7e]+$/
/** RFC 7517 §9.3, RFC 7518 §6: members that only a private or symmetric key has. */
const privateMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k']

/** Complains of everything that makes a client unusable, unsafe, or other than it was meant. */
export function requireSensibleClient(
  written: WrittenClient,
  client: Client,
  context: { readonly known: KnownNames; readonly complain: Complain },
): void {
  const { known, complain } = context
  if (!visible.test(client.clientId))
    complain('clientId', 'may contain printable ASCII only (RFC 6749 appendix A.1)')
  requireCredentials(written, client, complain)
  requireGrantTypes(client, known, complain)
  requireRedirectUris(client, complain)
  requirePublicClientRules(client, complain)
  requireKnown(client.scopes, known.scopes, { member: 'scopes', what: 'scope of any resource', complain })
  requireKnown(client.introspects, known.resources, { member: 'introspects', what: 'resource', complain })
  requireWebPages(client, complain)
}

function requireCredentials(written: WrittenClient, client: Client, complain: Complain): void {
  const method = client.tokenEndpointAuthMethod
  const secrets = secretsOf(written)
  const usesSecret = method === 'client_secret_basic' || method === 'client_secret_post'
  if (secrets.some((secret) => !visible.test(secret)))
    complain('clientSecret', 'may contain printable ASCII only (RFC 6749 appendix A.2)')
  if (secrets.length > mostClientSecrets)
    complain('clientSecret', `has more than ${mostClientSecrets} secrets`)
  if (usesSecret && secrets.length === 0) complain('clientSecret', `is required for ${method}`)
  if (!usesSecret && secrets.length > 0) {
    complain(
      'clientSecret',
      `is never asked for with tokenEndpointAuthMethod "${method}": leave one of the two out`,
    )
  }
  requireKeys(client, complain)
}

function requireKeys(client: Client, complain: Complain): void {
  const hasKeys = client.jwks !== undefined || client.jwksUri !== undefined
  if (client.tokenEndpointAuthMethod === 'private_key_jwt' && !hasKeys)
    complain('jwks', 'is required for private_key_jwt (or jwksUri)')
  if (client.jwks !== undefined && client.jwksUri !== undefined) {
    complain('jwksUri', 'cannot be used together with jwks (OpenID Connect Registration §2)')
  }
  client.jwks?.keys.forEach((key, index) => {
    const member = privateMembers.find((name) => name in key)
    if (member !== undefined)
      complain(`jwks.keys[${index}]`, `holds a secret key ("${member}"): register the public one`)
  })
  const url = client.jwksUri === undefined ? undefined : URL.parse(client.jwksUri)
  if (url === null || (url !== undefined && !isHttpsOrLoopback(url)))
    complain('jwksUri', 'must be an https URL')
}

function requireGrantTypes(client: Client, known: KnownNames, complain: Complain): void {
  requireKnown(client.grantTypes, known.grantTypes, { member: 'grantTypes', what: 'grant type', complain })
  if (client.grantTypes.length === 0) complain('grantTypes', 'must not be empty')
  if (client.grantTypes.includes('client_credentials') && isPublicClient(client)) {
    complain('grantTypes', 'cannot have client_credentials without a secret or keys (OAuth 2.1 §4.2)')
  }
}

function requireRedirectUris(client: Client, complain: Complain): void {
  if (client.grantTypes.includes('authorization_code') && client.redirectUris.length === 0) {
    complain(
      'redirectUris',
      'is required for the authorization_code grant; a client without people sets grantTypes: ["client_credentials"]',
    )
  }
  for (const member of ['redirectUris', 'postLogoutRedirectUris'] as const) {
    client[member].forEach((uri, index) => {
      const fault = faultOfRedirectUri(uri, client.applicationType)
      if (fault !== undefined) complain(`${member}[${index}]`, fault)
    })
  }
}

function faultOfRedirectUri(uri: string, applicationType: Client['applicationType']): string | undefined {
  try {
    parseRegisteredRedirectUri(uri, applicationType)
    return undefined
  } catch (error) {
    if (error instanceof Refusal) return error.message.replace(/^The redirect URI /, '')
    throw error
  }
}

function requirePublicClientRules(client: Client, complain: Complain): void {
  if (!isPublicClient(client)) return
  if (!client.requirePkce)
    complain('requirePkce', 'cannot be false for a client without a secret or keys (OAuth 2.1 §7.6)')
  if (!client.rotateRefreshTokens) {
    complain('rotateRefreshTokens', 'cannot be false for a client without a secret or keys (RFC 9700 §2.2.2)')
  }
}

function requireKnown(
  names: readonly string[],
  known: readonly string[],
  context: { readonly member: string; readonly what: string; readonly complain: Complain },
): void {
  names.forEach((name, index) => {
    const path = `${context.member}[${index}]`
    if (names.indexOf(name) !== index) context.complain(path, `repeats "${name}"`)
    if (known.includes(name)) return
    const nearest = nearestName(name, known)
    const hint = nearest === undefined ? `; known: ${known.join(', ')}` : `; did you mean "${nearest}"?`
    context.complain(path, `"${name}" is no ${context.what}${hint}`, nearest)
  })
}

function requireWebPages(client: Client, complain: Complain): void {
  for (const member of ['clientUri', 'policyUri', 'tosUri'] as const) {
    const value = client[member]
    if (value === undefined) continue
    const url = URL.parse(value)
    // The consent page links to them: javascript: and data: must never get there.
    if (url === null || !isHttpsOrLoopback(url)) complain(member, 'must be an https URL')
  }
}

function isHttpsOrLoopback(url: URL): boolean {
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopbackHost(url.hostname))
}
