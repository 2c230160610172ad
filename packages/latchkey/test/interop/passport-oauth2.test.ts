import OAuth2Strategy from 'passport-oauth2'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type LiveServer, openLiveServer, redirectUri, secret } from '../fixtures/loopback-server.ts'

/* passport-oauth2 always sends the secret in the body. */

let live: LiveServer

beforeAll(async () => {
  const client = { clientId: 'passport', clientSecret: secret, redirectUris: [redirectUri] }
  live = await openLiveServer([], { clients: [client] })
})
afterAll(() => live.close())

interface Tokens {
  readonly accessToken: string
  readonly refreshToken: string
}

function makeStrategy(): OAuth2Strategy {
  return new OAuth2Strategy(
    {
      authorizationURL: new URL('/authorize', live.issuer).href,
      tokenURL: new URL('/token', live.issuer).href,
      clientID: 'passport',
      clientSecret: secret,
      callbackURL: redirectUri,
      scope: ['openid', 'offline_access'],
      state: true,
      pkce: true,
      skipUserProfile: true,
    },
    (accessToken, refreshToken, _profile, done) => done(null, { accessToken, refreshToken }),
  )
}

/** What passport's middleware does with a strategy: one request, one of four outcomes. */
function authenticate<Outcome>(
  strategy: OAuth2Strategy,
  request: Parameters<OAuth2Strategy['authenticate']>[0],
): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const fail = (challenge: unknown) => reject(new Error(JSON.stringify(challenge)))
    const outcomes = { redirect: resolve, success: resolve, fail, error: reject }
    const once: OAuth2Strategy = Object.assign(Object.create(strategy), outcomes)
    once.authenticate(request)
  })
}

/** As passport-oauth2-refresh does it. */
function refresh(strategy: OAuth2Strategy, refreshToken: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const params = { grant_type: 'refresh_token' }
    strategy._oauth2.getOAuthAccessToken(refreshToken, params, (error, accessToken) =>
      error ? reject(new Error(JSON.stringify(error))) : resolve(accessToken),
    )
  })
}

test('passport-oauth2 signs in and refreshes with a client that has a secret, a redirect URI and no more', async () => {
  const strategy = makeStrategy()
  const session = {}
  const url = await authenticate<string>(strategy, { query: {}, session })
  const { url: callback } = await live.visit(new URL(url))
  const query = Object.fromEntries(new URL(callback).searchParams)
  const { refreshToken } = await authenticate<Tokens>(strategy, { query, session })
  const headers = { authorization: `Bearer ${await refresh(strategy, refreshToken)}` }
  const told = await fetch(new URL('/userinfo', live.issuer), { headers })
  expect(await told.json()).toMatchObject({ sub: 'ada-id' })
})
