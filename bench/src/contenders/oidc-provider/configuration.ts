import {
  type Adapter,
  type ClientMetadata,
  type Configuration,
  errors,
  type JWK,
  type KoaContextWithOIDC,
  type ResourceServer,
} from 'oidc-provider'
import { api, app, lifetimes, resources, serverSecret } from '../../fixtures.ts'
import type { AccountTable } from '../account-table.ts'
import { makeSigningKeys } from '../signing-keys.ts'

const OIDC_SCOPE = 'openid offline_access profile email'

const clients: ClientMetadata[] = [
  {
    client_id: app.clientId,
    client_secret: app.clientSecret,
    redirect_uris: [app.redirectUri],
    grant_types: ['authorization_code', 'refresh_token', 'client_credentials'],
    response_types: ['code'],
    token_endpoint_auth_method: 'client_secret_basic',
    id_token_signed_response_alg: 'ES256',
  },
  {
    client_id: api.clientId,
    client_secret: api.clientSecret,
    redirect_uris: [],
    grant_types: [],
    response_types: [],
    token_endpoint_auth_method: 'client_secret_basic',
    id_token_signed_response_alg: 'ES256',
  },
]

const audiences: Readonly<Record<string, ResourceServer>> = {
  [resources.es256.uri]: jwtAudience(resources.es256, 'ES256'),
  [resources.rs256.uri]: jwtAudience(resources.rs256, 'RS256'),
  [resources.opaque.uri]: { ...resourceServer(resources.opaque), accessTokenFormat: 'opaque' },
}

export function toConfiguration(parts: {
  readonly adapter: (model: string) => Adapter
  readonly accounts: AccountTable
}): Configuration {
  const keys = makeSigningKeys()
  return {
    adapter: parts.adapter,
    clients,
    jwks: { keys: [keys.es256.privateJwk as JWK, keys.rs256.privateJwk as JWK] },
    cookies: { keys: [serverSecret] },
    scopes: OIDC_SCOPE.split(' '),
    claims: { openid: ['sub'], profile: ['name'], email: ['email', 'email_verified'] },
    pkce: { required: () => true },
    rotateRefreshToken: true,
    // The provider drops `offline_access` unless the person is asked each time, which does not happen for a
    // first-party client (OpenID Connect Core §11).
    issueRefreshToken: (_ctx, client) => client.grantTypeAllowed('refresh_token'),
    expiresWithSession: () => false,
    loadExistingGrant,
    findAccount: async (_ctx, id) => {
      const account = await parts.accounts.find(id)
      return account && { accountId: id, claims: () => ({ sub: id, ...account.claims }) }
    },
    interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      introspection: {
        enabled: true,
        allowedPolicy: (_ctx, client, token) =>
          client.clientId === api.clientId || client.clientId === token.clientId,
      },
      revocation: { enabled: true },
      resourceIndicators: { enabled: true, getResourceServerInfo: (_ctx, uri) => findAudience(uri) },
    },
    ttl: {
      AccessToken: lifetimes.accessToken,
      AuthorizationCode: 60,
      ClientCredentials: lifetimes.accessToken,
      Grant: lifetimes.refreshToken,
      IdToken: 3600,
      Interaction: 3600,
      RefreshToken: lifetimes.refreshToken,
      Session: lifetimes.session,
    },
  }
}

function findAudience(uri: string): ResourceServer {
  const found = audiences[uri]
  if (found === undefined) throw new errors.InvalidTarget()
  return found
}

function resourceServer(resource: { readonly uri: string; readonly scope: string }) {
  return { scope: resource.scope, audience: resource.uri, accessTokenTTL: lifetimes.accessToken }
}

function jwtAudience(
  resource: { readonly uri: string; readonly scope: string },
  alg: 'ES256' | 'RS256',
): ResourceServer {
  return { ...resourceServer(resource), accessTokenFormat: 'jwt', jwt: { sign: { alg } } }
}

/**
 * The provider's own recipe for first-party clients: there is no consent page, and a session has one grant
 * per client.
 */
async function loadExistingGrant(ctx: KoaContextWithOIDC) {
  const { session, client, provider } = ctx.oidc
  if (session?.accountId === undefined || client === undefined) return undefined
  const grantId = ctx.oidc.result?.consent?.grantId ?? session.grantIdFor(client.clientId)
  const known = grantId ? await provider.Grant.find(grantId) : undefined
  if (known !== undefined) return known
  const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId })
  grant.addOIDCScope(OIDC_SCOPE)
  grant.addOIDCClaims(['sub', 'name', 'email', 'email_verified'])
  for (const { uri, scope } of Object.values(resources)) grant.addResourceScope(uri, scope)
  await grant.save()
  return grant
}
