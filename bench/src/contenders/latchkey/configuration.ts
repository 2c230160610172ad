import { api, app, lifetimes, MAX_CONNECTIONS, people, resources, serverSecret } from '../../fixtures.ts'
import type { Environment } from '../environment.ts'

/**
 * More attempts than a run makes: everybody signs in from one address, and the protection against that is not
 * what is measured.
 */
const ATTEMPTS = 1_000_000

/** The `latchkey.config.json` of the bench. All other options have their defaults. */
export function latchkeyConfiguration({ origin, port, databaseUrl }: Environment) {
  return {
    issuer: origin,
    port,
    storage: databaseUrl,
    secret: serverSecret,
    development: false,
    idTokenAlgorithm: 'ES256',
    clients: [
      {
        clientId: app.clientId,
        clientSecret: app.clientSecret,
        redirectUris: [app.redirectUri],
        grantTypes: ['authorization_code', 'refresh_token', 'client_credentials'],
        scopes: ['openid', 'profile', 'email', 'offline_access', ...scopesOfResources()],
        rotateRefreshTokens: true,
        firstParty: true,
      },
      {
        clientId: api.clientId,
        clientSecret: api.clientSecret,
        grantTypes: ['client_credentials'],
        introspects: [resources.opaque.uri],
      },
    ],
    users: people,
    resources: [
      toResource(resources.es256, { algorithm: 'ES256' }),
      toResource(resources.rs256, { algorithm: 'RS256' }),
      toResource(resources.opaque, { format: 'opaque' }),
    ],
    accessToken: { lifetimeSeconds: lifetimes.accessToken },
    lifetimes: {
      refreshTokenIdleSeconds: lifetimes.refreshToken,
      refreshTokenSeconds: lifetimes.refreshToken,
      sessionSeconds: lifetimes.session,
      sessionIdleSeconds: lifetimes.session,
    },
    limits: {
      passwordAttemptsPerAccountAndAddress: ATTEMPTS,
      passwordAttemptsPerAccount: ATTEMPTS,
      passwordAttemptsPerAddress: ATTEMPTS,
    },
  }
}

function scopesOfResources(): readonly string[] {
  return Object.values(resources).map(({ scope }) => scope)
}

function toResource({ uri, scope }: { readonly uri: string; readonly scope: string }, accessToken: object) {
  return { uri, scopes: { [scope]: `Use ${scope}` }, accessToken }
}

/** The settings of the rate limits, for the report. */
export const configurationNotes = [
  `The guard against guessed passwords counts every attempt as it always does, with limits too high to reach: all ${MAX_CONNECTIONS} connections come from one address.`,
]
