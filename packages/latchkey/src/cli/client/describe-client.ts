import type { ClientSummary } from '../../index.ts'
import type { ClientMember } from '../../protocol/clients/client-member.ts'
import { clientMembers } from '../../protocol/clients/client-metadata.ts'
import { toDate, toLines } from '../terminal/answer.ts'
import { toHeading } from './member-words.ts'

/** Describes a client for people: its members, except those with their usual values. */
export function describeClient(client: ClientSummary): string {
  const isPublic = client.tokenEndpointAuthMethod === 'none'
  return toLines([
    ['Kind', isPublic ? 'public (no secret, PKCE)' : 'confidential'],
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
