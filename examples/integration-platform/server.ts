/**
 * The authorization server of the service: its URL is the service's own, as platforms expect /authorize and
 * /token there.
 */
import { type Configuration, createAuthorizationServer } from 'latchkey'

/** What the form of a platform asks for. Its client stands in the configuration, and no customer owns it. */
export type Platform = Readonly<{ clientId: string; clientSecret: string; redirectUris: [string] }>

export function createServer(platform: Platform, { issuer, ...others }: Configuration) {
  const site = { redirectUris: [`${issuer}/session/callback`], postLogoutRedirectUris: [`${issuer}/`] }
  return createAuthorizationServer({
    issuer,
    storage: 'memory:',
    brand: { name: 'Tasks' },
    // A scope of the issuer itself, whose URL is the API's too: platforms cannot say which API they mean.
    scopes: { 'tasks:read': 'See your tasks' },
    clients: [
      {
        ...platform,
        name: 'Workflows',
        grantTypes: ['authorization_code', 'refresh_token', 'client_credentials'],
        scopes: ['offline_access', 'tasks:read'],
        tokenEndpointAuthMethod: 'client_secret_post',
        requirePkce: false,
        rotateRefreshTokens: false,
      },
      { clientId: 'site', firstParty: true, ...site },
    ],
    // Some workflows run once in three months.
    lifetimes: { refreshTokenIdleSeconds: 100 * 86_400, refreshTokenSeconds: 730 * 86_400 },
    ...others,
  })
}
