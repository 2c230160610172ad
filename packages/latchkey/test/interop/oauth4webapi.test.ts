import * as oauth from 'oauth4webapi'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readForm, type Visit } from '../../src/testing/scripted-browser.ts'
import {
  booksApi,
  type ClientKey,
  type LiveServer,
  makeClientKey,
  openLiveServer,
  redirectUri,
  secret,
} from '../fixtures/loopback-server.ts'

const insecure = { [oauth.allowInsecureRequests]: true } as const

let live: LiveServer
let key: ClientKey

beforeAll(async () => {
  key = await makeClientKey('RS256')
  live = await openLiveServer([{ clientId: 'jwt', jwks: { keys: [key.publicJwk] } }])
})
afterAll(() => live.close())

type Party = readonly [as: oauth.AuthorizationServer, client: oauth.Client, authentication: oauth.ClientAuth]

async function discover(algorithm: 'oidc' | 'oauth2'): Promise<oauth.AuthorizationServer> {
  const response = await oauth.discoveryRequest(live.issuer, { ...insecure, algorithm })
  return oauth.processDiscoveryResponse(live.issuer, response)
}

/** A relying party after the first half of a sign-in. */
async function authorize(
  [as, client]: Party,
  changes: Readonly<Record<string, string>> = {},
): Promise<{ parameters: URLSearchParams; verifier: string; nonce: string }> {
  const verifier = oauth.generateRandomCodeVerifier()
  const state = oauth.generateRandomState()
  const nonce = oauth.generateRandomNonce()
  const url = new URL(as.authorization_endpoint ?? '')
  const sent = {
    client_id: client.client_id,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: 'openid email',
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state,
    nonce,
    ...changes,
  }
  url.search = new URLSearchParams(sent).toString()
  const visit = await live.visit(url)
  const answer = readAnswer(visit, changes.response_mode)
  return { parameters: oauth.validateAuthResponse(as, client, answer, state), verifier, nonce }
}

function readAnswer(visit: Visit, responseMode = 'query'): URL | URLSearchParams {
  if (responseMode === 'form_post')
    return new URLSearchParams(readForm(visit, 'form-post').fields.map((field) => [...field]))
  const url = new URL(visit.url)
  return responseMode === 'fragment' ? new URLSearchParams(url.hash.slice(1)) : url
}

async function signIn(party: Party, changes: Readonly<Record<string, string>> = {}) {
  const [as, client, authentication] = party
  const { parameters, verifier, nonce } = await authorize(party, changes)
  const response = await oauth.authorizationCodeGrantRequest(
    as,
    client,
    authentication,
    parameters,
    redirectUri,
    verifier,
    insecure,
  )
  const kept = response.clone()
  const tokens = await oauth.processAuthorizationCodeResponse(as, client, response, {
    expectedNonce: nonce,
    requireIdToken: true,
  })
  await oauth.validateApplicationLevelSignature(as, response, insecure)
  return { tokens, cacheControl: kept.headers.get('cache-control') }
}

describe.each(['oidc', 'oauth2'] as const)('oauth4webapi, by the %s metadata', (algorithm) => {
  test.each([
    ['client_secret_basic', 'basic', () => oauth.ClientSecretBasic(secret)],
    ['client_secret_post', 'post', () => oauth.ClientSecretPost(secret)],
    ['private_key_jwt', 'jwt', () => oauth.PrivateKeyJwt({ key: key.privateKey, kid: 'key-RS256' })],
    ['none', 'public', () => oauth.None()],
  ] as const)('%s: code, ID token, userinfo, refresh', async (_, clientId, authentication) => {
    const as = await discover(algorithm)
    const client = { client_id: clientId }
    const { tokens, cacheControl } = await signIn([as, client, authentication()])
    expect(cacheControl).toBe('no-store')
    expect(oauth.getValidatedIdTokenClaims(tokens)).toMatchObject({ sub: 'ada-id' })
    const asked = await oauth.userInfoRequest(as, client, tokens.access_token, insecure)
    const userinfo = await oauth.processUserInfoResponse(as, client, 'ada-id', asked)
    expect(userinfo).toEqual({ sub: 'ada-id', email: 'ada@example.test', email_verified: true })
    const response = await oauth.refreshTokenGrantRequest(
      as,
      client,
      authentication(),
      tokens.refresh_token ?? '',
      insecure,
    )
    const refreshed = await oauth.processRefreshTokenResponse(as, client, response)
    expect(oauth.getValidatedIdTokenClaims(refreshed)).toMatchObject({ sub: 'ada-id' })
  })
})

describe('oauth4webapi', () => {
  test('reads the answer in the fragment (OAuth 2.0 Multiple Response Types §2.1; RFC 9207 §2)', async () => {
    const party: Party = [await discover('oidc'), { client_id: 'public' }, oauth.None()]
    const { tokens } = await signIn(party, { response_mode: 'fragment' })
    expect(oauth.getValidatedIdTokenClaims(tokens)).toMatchObject({ sub: 'ada-id' })
    const refused = authorize(party, { response_mode: 'fragment', prompt: 'none' })
    await expect(refused).rejects.toMatchObject({ error: 'login_required' })
  })

  test('reads the answer of a form post (Form Post Response Mode §2)', async () => {
    const party: Party = [await discover('oidc'), { client_id: 'basic' }, oauth.ClientSecretBasic(secret)]
    const { tokens } = await signIn(party, { response_mode: 'form_post' })
    expect(tokens.token_type).toBe('bearer')
  })

  test('gets userinfo by POST, with the token in the body (OpenID Connect Core §5.3.1)', async () => {
    const as = await discover('oidc')
    const client = { client_id: 'basic' }
    const { tokens } = await signIn([as, client, oauth.ClientSecretBasic(secret)])
    const response = await fetch(as.userinfo_endpoint ?? '', {
      method: 'POST',
      body: new URLSearchParams({ access_token: tokens.access_token }),
    })
    const userinfo = await oauth.processUserInfoResponse(as, client, 'ada-id', response)
    expect(userinfo.sub).toBe('ada-id')
  })

  test('verifies an access token as an API of ours would (RFC 9068 §4)', async () => {
    const as = await discover('oauth2')
    const party: Party = [as, { client_id: 'basic' }, oauth.ClientSecretBasic(secret)]
    const { tokens } = await signIn(party, { scope: 'openid books:read' })
    const request = new Request(`${booksApi}/7`, {
      headers: { authorization: `Bearer ${tokens.access_token}` },
    })
    const claims = await oauth.validateJwtAccessToken(as, request, booksApi, insecure)
    expect(claims).toMatchObject({ sub: 'ada-id', client_id: 'basic', scope: 'openid books:read' })
    const idToken = new Request(booksApi, { headers: { authorization: `Bearer ${tokens.id_token}` } })
    await expect(oauth.validateJwtAccessToken(as, idToken, 'basic', insecure)).rejects.toThrow()
  })

  test('gets a token for itself, introspects it and revokes it', async () => {
    const as = await discover('oauth2')
    const client = { client_id: 'jwt' }
    const authentication = oauth.PrivateKeyJwt(key.privateKey)
    const given = await oauth.clientCredentialsGrantRequest(
      as,
      client,
      authentication,
      { scope: 'books:read' },
      insecure,
    )
    const { access_token } = await oauth.processClientCredentialsResponse(as, client, given)
    const introspect = async () => {
      const answer = await oauth.introspectionRequest(as, client, authentication, access_token, insecure)
      return oauth.processIntrospectionResponse(as, client, answer)
    }
    expect(await introspect()).toMatchObject({ active: true, sub: 'jwt', client_id: 'jwt', aud: booksApi })
    const revoked = await oauth.revocationRequest(as, client, authentication, access_token, insecure)
    await oauth.processRevocationResponse(revoked)
    expect(await introspect()).toEqual({ active: false })
  })
})
