import type { ClientSummary } from '../../index.ts'
import { toDate, toLines } from '../terminal/answer.ts'

/** A client, for people. */
export function describeClient(client: ClientSummary): string {
  return toLines([
    ['Name', client.name],
    ['Client ID', client.clientId],
    ['Kind', client.tokenEndpointAuthMethod === 'none' ? 'public (no secret, PKCE)' : 'confidential'],
    ['Authenticates by', client.tokenEndpointAuthMethod],
    ['Type', client.applicationType],
    ['Grants', client.grantTypes.join(' ')],
    ['Scopes', client.scopes.join(' ')],
    ...client.redirectUris.map((uri) => ['Redirect URI', uri] as const),
    ...client.postLogoutRedirectUris.map((uri) => ['After sign-out', uri] as const),
    ['Introspects', client.introspects.join(' ')],
    ['PKCE', client.requirePkce ? 'required' : 'not required'],
    ['Verified', client.verified ? '' : 'no, the consent page warns of it'],
    ['First party', client.firstParty ? 'yes, no consent page' : ''],
    ['Disabled', client.disabled ? 'yes' : ''],
    ...client.secrets.map((secret) => ['Secret', describeSecret(secret)] as const),
    ['Comes from', client.source === 'configuration' ? 'the configuration; change it there' : ''],
    ['Created', toDate(client.createdAt)],
  ])
}

function describeSecret(secret: ClientSummary['secrets'][number]): string {
  const expiry = secret.expiresAt === undefined ? '' : `, expires ${toDate(secret.expiresAt)}`
  const use = secret.lastUsedAt === undefined ? ', not used yet' : `, last used ${toDate(secret.lastUsedAt)}`
  return `${secret.id}  …${secret.lastFour}  ${secret.label}${expiry}${use}`
}
