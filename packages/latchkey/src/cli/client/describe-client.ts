import type { ClientSummary } from '../../index.ts'
import type { ClientAuthenticationMethod } from '../../protocol/clients/client.ts'
import type { ClientMember } from '../../protocol/clients/client-member.ts'
import { clientMembers } from '../../protocol/clients/client-metadata.ts'
import { toDate, toLines } from '../terminal/answer.ts'
import { toHeading } from './member-words.ts'

const kinds: Readonly<Record<ClientAuthenticationMethod, string>> = {
  none: 'public (no secret, PKCE)',
  client_secret: 'confidential (its secret in the header or in the body)',
  client_secret_basic: 'confidential (its secret in the header)',
  client_secret_post: 'confidential (its secret in the body)',
  private_key_jwt: 'confidential (a key of its own)',
}

/** Describes a client for people: its members, except those with their usual values. */
export function describeClient(client: ClientSummary): string {
  return toLines([
    ['Kind', kinds[client.tokenEndpointAuthMethod]],
    ...clientMembers.flatMap(([name, member]) =>
      describeValues(member, client, Reflect.get(client, name)).map(
        (value, index) => [index === 0 ? toHeading(name) : '', value] as const,
      ),
    ),
    ['Comes from', client.source === 'configuration' ? 'the configuration; change it there' : ''],
  ])
}

/** One line each. */
function describeValues(
  member: ClientMember,
  client: ClientSummary,
  value: unknown,
): readonly (string | undefined)[] {
  if (value === undefined) return []
  switch (member.kind) {
    case 'flag':
      return value === member.default ? [] : [value === true ? 'yes' : 'no']
    case 'choice':
      return value === member.default ? [] : [String(value)]
    case 'texts':
      return toList(value)
    case 'words':
      return [toList(value).join(' ')]
    case 'seconds':
      return [`${value} seconds`]
    case 'jwks':
      return client.jwks?.keys.map(({ kid, kty }) => kid ?? kty) ?? []
    case 'secrets':
      return client.secrets.map(describeSecret)
    case 'time':
      return [toDate(Number(value))]
    default:
      return [String(value)]
  }
}

function toList(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : []
}

function describeSecret(secret: ClientSummary['secrets'][number]): string {
  const expiry = secret.expiresAt === undefined ? '' : `, expires ${toDate(secret.expiresAt)}`
  const use = secret.lastUsedAt === undefined ? ', not used yet' : `, last used ${toDate(secret.lastUsedAt)}`
  return `${secret.id}  …${secret.lastFour}  ${secret.label}${expiry}${use}`
}
