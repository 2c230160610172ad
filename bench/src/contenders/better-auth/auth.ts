import { oauthProvider } from '@better-auth/oauth-provider'
import { type BetterAuthOptions, type BetterAuthPlugin, betterAuth } from 'better-auth'
import { getMigrations } from 'better-auth/db/migration'
import { jwt } from 'better-auth/plugins'
import type { Pool } from 'pg'
import { app, lifetimes, resources, serverSecret } from '../../fixtures.ts'

export const scopes = [
  'openid',
  'profile',
  'email',
  'offline_access',
  ...Object.values(resources).map(({ scope }) => scope),
]

/**
 * Creates the tables and configures the library as its documentation recommends for production, with the
 * caches that it offers.
 */
export async function createAuth(pool: Pool, origin: string) {
  const options = toOptions(pool, origin)
  await (await getMigrations(options)).runMigrations()
  return betterAuth(options)
}

export type Auth = Awaited<ReturnType<typeof createAuth>>

function toOptions(pool: Pool, origin: string) {
  return {
    baseURL: origin,
    secret: serverSecret,
    database: pool,
    emailAndPassword: { enabled: true },
    // All connections of the bench come from one address: the limit of 100 requests in 10 seconds would be
    // the only thing measured.
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    session: { expiresIn: lifetimes.session, cookieCache: { enabled: true, maxAge: 300 } },
    plugins: [
      jwt({
        disableSettingJwtHeader: true,
        jwks: { keyPairConfig: { alg: 'ES256' }, keyPairConfigs: [{ alg: 'RS256', modulusLength: 2048 }] },
      }),
      oauthProvider({
        loginPage: '/login',
        consentPage: '/consent',
        scopes,
        resources: [
          {
            identifier: resources.es256.uri,
            signingAlgorithm: 'ES256',
            allowedScopes: ['openid', 'offline_access', resources.es256.scope],
          },
          {
            identifier: resources.rs256.uri,
            signingAlgorithm: 'RS256',
            allowedScopes: [resources.rs256.scope],
          },
        ],
        enforcePerClientResources: false,
        cachedTrustedClients: new Set([app.clientId]),
        cachedResources: new Set([resources.es256.uri, resources.rs256.uri]),
        accessTokenExpiresIn: lifetimes.accessToken,
        m2mAccessTokenExpiresIn: lifetimes.accessToken,
        refreshTokenExpiresIn: lifetimes.refreshToken,
      }) as BetterAuthPlugin,
    ],
  } satisfies BetterAuthOptions
}
