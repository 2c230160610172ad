import { nearestName } from 'latchkey-connect/internal'
import { faultOfKey } from '../../protocol/client-authentication/fault-of-key.ts'
import {
  type Client,
  type ClientRule,
  isPublicClient,
  type MembersUnder,
  maxClientSecrets,
  type StatedClient,
  usesSecret,
} from '../../protocol/clients/client.ts'
import { statedMembers } from '../../protocol/clients/client-metadata.ts'
import {
  faultOfClientSecret,
  minClientSecretCharacters,
} from '../../protocol/clients/fault-of-client-secret.ts'
import { hasControlCharacters } from '../../protocol/has-control-characters.ts'
import { isLoopbackHost } from '../../protocol/redirect-uri/is-loopback-host.ts'
import { parseRegisteredRedirectUri } from '../../protocol/redirect-uri/parse-registered-redirect-uri.ts'
import { Refusal } from '../../protocol/refusal.ts'
import { secretsOf } from './infer-client.ts'

/** What a client may refer to. */
export interface KnownNames {
  readonly grantTypes: readonly string[]
  readonly scopes: readonly string[]
  readonly resources: readonly string[]
  /** Absent when the clients determine which keys there will be. */
  readonly signingAlgorithms?: readonly string[]
}

/** Reports a problem with a client, under the name of the member at fault, or of a place in it. */
type Complain<Member extends string = string> = (
  member: Member | `${Member}[${number}]` | `${Member}.${string}`,
  message: string,
  nearest?: string,
) => void

/** RFC 6749 appendix A.1: printable ASCII and space. */
const visible = /^[\x20-\x7e]+$/
const controlCharacters = 'must not contain control characters or marks that change the direction of text'

/** A client as stated and as completed, and what it is checked against. */
interface ClientToCheck {
  readonly stated: StatedClient
  readonly client: Client
  readonly known: KnownNames
  readonly complain: Complain
}

interface MembersToCheck<Member extends string> extends Omit<ClientToCheck, 'complain'> {
  readonly members: readonly Member[]
  readonly complain: Complain<Member>
}

/** What a rule is given: it can only complain about the members whose rows name it. */
type ToCheckBy<Rule extends ClientRule> = MembersToCheck<MembersUnder<Rule>>

/** The rules that the table of client metadata refers to, each with its description for the documentation. */
export const clientRules: {
  readonly [Rule in ClientRule]: {
    readonly words: string
    readonly require: (given: ToCheckBy<Rule>) => void
  }
} = {
  clientId: {
    words: 'printable ASCII; not the URI of a resource',
    require: requireClientId,
  },
  name: {
    words: 'not blank, without control characters and marks of direction',
    require: requireName,
  },
  credentials: {
    words: `a secret of printable ASCII, at least ${minClientSecretCharacters} characters long, at most ${maxClientSecrets} of them, for the methods that use one; none for the others`,
    require: requireCredentials,
  },
  keys: {
    words:
      'sound public keys only (RSA from 2048 bits), by value or by URL, not both; `private_key_jwt` needs them',
    require: requireKeys,
  },
  grantTypes: {
    words: 'at least one that the server has; `client_credentials` needs a secret or keys',
    require: requireGrantTypes,
  },
  redirectUris: {
    words:
      'absolute, https; a native app may use http on loopback and a private-use scheme. `authorization_code` needs a redirect URI; it is compared byte for byte, except for the port of a loopback address',
    require: requireRedirectUris,
  },
  publicClient: {
    words: '`false` only with a secret or keys',
    require: requirePublicClientRules,
  },
  scopes: {
    words: 'scopes of some resource',
    require: (given) => requireKnown(given, { known: given.known.scopes, what: 'scope of any resource' }),
  },
  introspects: {
    words: 'resources of the configuration',
    require: (given) => requireKnown(given, { known: given.known.resources, what: 'resource' }),
  },
  defaultResource: {
    words: 'one of `resources` of the configuration',
    require: requireApi,
  },
  signingKey: {
    words: 'while the server runs, one that it has keys for',
    require: requireSigningKey,
  },
}

/** Reports everything that makes a client unusable or unsafe, or that was probably not intended. */
export function requireSensibleClient(
  stated: StatedClient,
  client: Client,
  context: { readonly known: KnownNames; readonly complain: Complain },
): void {
  const given = { stated, client, ...context }
  for (const rule of Object.keys(clientRules) as ClientRule[]) requireRule(rule, given)
  requireWebAddresses(given)
}

function requireRule<Rule extends ClientRule>(rule: Rule, given: ClientToCheck): void {
  const members = statedMembers.flatMap(([name, member]) => (member.rule === rule ? [name] : []))
  clientRules[rule].require({ ...given, members: members as MembersUnder<Rule>[] })
}

/** ID tokens are for a client and access tokens for a resource, so these may have no name in common. */
function requireClientId({ members, client, known, complain }: ToCheckBy<'clientId'>): void {
  for (const member of members) {
    if (!visible.test(client[member]))
      complain(member, 'may contain printable ASCII only (RFC 6749 appendix A.1)')
    if (known.resources.includes(client[member]))
      complain(
        member,
        'is the URI of a resource, whose access tokens its ID tokens would pass for (RFC 8725 §3.9)',
      )
  }
}

function requireName({ members, stated, complain }: ToCheckBy<'name'>): void {
  for (const member of members) {
    const name = stated[member]
    if (name?.trim() === '') complain(member, 'must not be blank')
    else if (name !== undefined && hasControlCharacters(name)) complain(member, controlCharacters)
  }
}

function requireCredentials({ stated, client, complain }: ToCheckBy<'credentials'>): void {
  const method = client.tokenEndpointAuthMethod
  const secrets = secretsOf(stated)
  secrets.forEach((secret, index) => {
    const fault = faultOfClientSecret(secret)
    const member = Array.isArray(stated.clientSecret) ? (`clientSecret[${index}]` as const) : 'clientSecret'
    if (fault !== undefined) complain(member, fault)
  })
  if (secrets.length > maxClientSecrets) complain('clientSecret', `has more than ${maxClientSecrets} secrets`)
  if (Array.isArray(stated.clientSecret) && secrets.length === 0)
    complain('clientSecret', 'is an empty list: write a secret into it, or leave the key out')
  else if (usesSecret(client) && secrets.length === 0) complain('clientSecret', `is required for ${method}`)
  if (!usesSecret(client) && secrets.length > 0) {
    complain(
      'clientSecret',
      `is never asked for with tokenEndpointAuthMethod "${method}": leave one of the two out`,
    )
  }
}

function requireKeys({ client, complain }: ToCheckBy<'keys'>): void {
  const hasKeys = client.jwks !== undefined || client.jwksUri !== undefined
  if (client.tokenEndpointAuthMethod === 'private_key_jwt' && !hasKeys)
    complain('jwks', 'is required for private_key_jwt (or jwksUri)')
  if (client.jwks !== undefined && client.jwksUri !== undefined) {
    complain('jwksUri', 'cannot be used together with jwks (OpenID Connect Registration §2)')
  }
  client.jwks?.keys.forEach((key, index) => {
    const fault = faultOfKey(key)
    if (fault !== undefined) complain(`jwks.keys[${index}]`, fault)
  })
}

function requireGrantTypes(given: ToCheckBy<'grantTypes'>): void {
  const { client, known, complain } = given
  requireKnown(given, { known: known.grantTypes, what: 'grant type' })
  if (client.grantTypes.length === 0) complain('grantTypes', 'must not be empty')
  if (client.grantTypes.includes('client_credentials') && isPublicClient(client)) {
    complain('grantTypes', 'cannot have client_credentials without a secret or keys (OAuth 2.1 §4.2)')
  }
}

function requireRedirectUris({ members, client, complain }: ToCheckBy<'redirectUris'>): void {
  if (client.grantTypes.includes('authorization_code') && client.redirectUris.length === 0) {
    complain(
      'redirectUris',
      'is required for the authorization_code grant; a client without people sets grantTypes: ["client_credentials"]',
    )
  }
  for (const member of members) {
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

/** Where it stands that a public client cannot do without. */
const publicClientClauses: Readonly<Record<MembersUnder<'publicClient'>, string>> = {
  requirePkce: 'OAuth 2.1 §7.6',
  rotateRefreshTokens: 'RFC 9700 §2.2.2',
}

function requirePublicClientRules({ members, client, complain }: ToCheckBy<'publicClient'>): void {
  if (!isPublicClient(client)) return
  for (const member of members) {
    if (client[member]) continue
    const clause = publicClientClauses[member]
    complain(member, `cannot be false for a client without a secret or keys (${clause})`)
  }
}

function requireKnown<Member extends MembersUnder<'grantTypes' | 'scopes' | 'introspects'>>(
  { members, client, complain }: MembersToCheck<Member>,
  { known, what }: { readonly known: readonly string[]; readonly what: string },
): void {
  for (const member of members) {
    const names: readonly string[] = client[member]
    names.forEach((name, index) => {
      if (names.indexOf(name) !== index) complain(`${member}[${index}]`, `repeats "${name}"`)
      if (known.includes(name)) return
      const { message, nearest } = describeUnknown(name, { known, what })
      complain(`${member}[${index}]`, message, nearest)
    })
  }
}

/** The first of the known resources is our issuer, which is no API. */
function requireApi({ members, client, known, complain }: ToCheckBy<'defaultResource'>): void {
  const apis = known.resources.slice(1)
  for (const member of members) {
    const uri = client[member]
    if (uri === undefined || apis.includes(uri)) continue
    const { message, nearest } = describeUnknown(uri, { known: apis, what: 'API of this server' })
    complain(member, message, nearest)
  }
}

function describeUnknown(
  name: string,
  { known, what }: { readonly known: readonly string[]; readonly what: string },
) {
  const nearest = nearestName(name, known)
  const list = known.length > 0 ? `; known: ${known.join(', ')}` : ''
  const hint = nearest === undefined ? list : `; did you mean "${nearest}"?`
  return { message: `"${name}" is no ${what}${hint}`, nearest }
}

/**
 * Keys are created for what the configured clients want; a client that is registered later can only use
 * existing keys.
 */
function requireSigningKey({ members, client, known, complain }: ToCheckBy<'signingKey'>): void {
  for (const member of members) {
    const wanted = client[member]
    if (wanted === undefined || known.signingAlgorithms === undefined) continue
    if (known.signingAlgorithms.includes(wanted)) continue
    complain(member, `must be one that this server has keys for: ${known.signingAlgorithms.join(', ')}`)
  }
}

/**
 * Pages link to some of these URLs, and the server fetches others: javascript: and data: must never be among
 * them. A user name before the host can look like the host, and nothing is fetched with one.
 */
function requireWebAddresses({ stated, complain }: ClientToCheck): void {
  for (const [member, { kind }] of statedMembers) {
    const value = stated[member]
    if (kind !== 'url' || typeof value !== 'string') continue
    const url = URL.parse(value)
    if (url === null || !isHttpsOrLoopback(url)) complain(member, 'must be an https URL')
    else if (url.username !== '' || url.password !== '')
      complain(member, 'must not contain a user name or password')
    else if (hasControlCharacters(value)) complain(member, controlCharacters)
  }
}

function isHttpsOrLoopback(url: URL): boolean {
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopbackHost(url.hostname))
}
