import { createHash, timingSafeEqual } from 'node:crypto'
import type { Client } from '@node-oauth/oauth2-server'
import { api, app, resources } from '../../fixtures.ts'

const OIDC_SCOPES = ['openid', 'offline_access', 'profile', 'email']

interface KnownClient {
  readonly client: Client
  readonly secretHash: Buffer
}

const clients = new Map<string, KnownClient>([
  [
    app.clientId,
    {
      secretHash: sha256(app.clientSecret),
      client: {
        id: app.clientId,
        redirectUris: [app.redirectUri],
        grants: ['authorization_code', 'refresh_token', 'client_credentials'],
        scopes: [...OIDC_SCOPES, ...Object.values(resources).map(({ scope }) => scope)],
      },
    },
  ],
  [
    api.clientId,
    { secretHash: sha256(api.clientSecret), client: { id: api.clientId, grants: [], scopes: [] } },
  ],
])

/**
 * The client, if the secret is correct. The library calls this without a secret at the authorization
 * endpoint, and only there.
 */
export function findClient(clientId: string, clientSecret: string | null): Client | undefined {
  const known = clients.get(clientId)
  if (known === undefined || clientSecret === null) return known?.client
  return timingSafeEqual(sha256(clientSecret), known.secretHash) ? known.client : undefined
}

function sha256(secret: string): Buffer {
  return createHash('sha256').update(secret).digest()
}
