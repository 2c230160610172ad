import * as openid from 'openid-client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readForm } from '../../src/testing/scripted-browser.ts'
import { statusForProgram } from '../fixtures/ask-as-program.ts'
import {
  booksApi,
  byeUri,
  type ClientKey,
  type LiveServer,
  makeClientKey,
  notesApi,
  openKeyHost,
  openLiveServer,
  redirectUri,
  secret,
} from '../fixtures/loopback-server.ts'

let live: LiveServer
let keys: Record<'jwt' | 'published', ClientKey>
let keyHost: Awaited<ReturnType<typeof openKeyHost>>

beforeAll(async () => {
  keys = { jwt: await makeClientKey('ES256'), published: await makeClientKey('PS256') }
  keyHost = await openKeyHost(() => [keys.published.publicJwk])
  live = await openLiveServer([
    { clientId: 'jwt', jwks: { keys: [keys.jwt.publicJwk] } },
    { clientId: 'published', jwksUri: keyHost.url },
    { clientId: 'backend', clientSecret: secret, backendLogout: true },
    ...(['PS256', 'ES256', 'EdDSA'] as const).map((alg) => ({
      clientId: alg,
      clientSecret: secret,
      idTokenSignedResponseAlg: alg,
    })),
  ])
})
afterAll(async () => {
  await live.close()
  await keyHost.close()
})

function discover(
  clientId: string,
  authentication?: openid.ClientAuth,
  metadata: Partial<openid.ClientMetadata> = {},
  algorithm: 'oidc' | 'oauth2' = 'oidc',
): Promise<openid.Configuration> {
  return openid.discovery(live.issuer, clientId, metadata, authentication, {
    execute: [openid.allowInsecureRequests],
    algorithm,
  })
}

/** An authorization request as an app makes it, and what it must check of the answer. */
async function prepare(config: openid.Configuration, changes: Record<string, string> = {}) {
  const verifier = openid.randomPKCECodeVerifier()
  const state = openid.randomState()
  const nonce = openid.randomNonce()
  const url = openid.buildAuthorizationUrl(config, {
    redirect_uri: redirectUri,
    scope: 'openid profile',
    code_challenge: await openid.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state,
    nonce,
    ...changes,
  })
  return {
    url,
    checks: {
      pkceCodeVerifier: verifier,
      expectedState: state,
      expectedNonce: nonce,
      idTokenExpected: true,
    },
  }
}

async function signIn(config: openid.Configuration, changes: Record<string, string> = {}) {
  const { url, checks } = await prepare(config, changes)
  const { url: callback } = await live.visit(url)
  return openid.authorizationCodeGrant(config, new URL(callback), checks)
}

describe.each([
  ['client_secret_basic', 'basic', () => openid.ClientSecretBasic(secret)],
  ['client_secret_post', 'post', () => openid.ClientSecretPost(secret)],
  ['private_key_jwt, keys by value', 'jwt', () => openid.PrivateKeyJwt(keys.jwt.privateKey)],
  ['private_key_jwt, keys at jwks_uri', 'published', () => openid.PrivateKeyJwt(keys.published.privateKey)],
  ['none', 'public', () => openid.None()],
] as const)('openid-client with %s', (_, clientId, authentication) => {
  test('signs in with PKCE, state, nonce and iss, reads userinfo, refreshes and revokes', async () => {
    const config = await discover(clientId, authentication())
    const tokens = await signIn(config)
    expect(tokens.claims()).toMatchObject({
      sub: 'ada-id',
      aud: clientId,
      iss: config.serverMetadata().issuer,
    })
    const userinfo = await openid.fetchUserInfo(config, tokens.access_token, 'ada-id')
    expect(userinfo).toMatchObject({ sub: 'ada-id', name: 'Ada Lovelace' })
    const refreshed = await openid.refreshTokenGrant(config, tokens.refresh_token ?? '')
    expect(refreshed.claims()).toMatchObject({ sub: 'ada-id', aud: clientId })
    await openid.tokenRevocation(config, refreshed.refresh_token ?? tokens.refresh_token ?? '')
    await expect(openid.fetchUserInfo(config, refreshed.access_token, 'ada-id')).rejects.toThrow()
  })
})

describe.each([
  ['client_secret_basic', 'basic', () => openid.ClientSecretBasic(secret)],
  ['client_secret_post', 'post', () => openid.ClientSecretPost(secret)],
  ['private_key_jwt', 'jwt', () => openid.PrivateKeyJwt(keys.jwt.privateKey)],
] as const)('openid-client with %s', (_, clientId, authentication) => {
  test('gets a token for itself, introspects and revokes it', async () => {
    const config = await discover(clientId, authentication())
    const { access_token } = await openid.clientCredentialsGrant(config, { scope: 'books:read' })
    expect(await openid.tokenIntrospection(config, access_token)).toMatchObject({
      active: true,
      client_id: clientId,
      scope: 'books:read',
    })
    await openid.tokenRevocation(config, access_token)
    expect(await openid.tokenIntrospection(config, access_token)).toEqual({ active: false })
  })
})

describe('openid-client', () => {
  test('discovers by the metadata of OAuth as well (RFC 8414 §3)', async () => {
    const config = await discover('basic', openid.ClientSecretBasic(secret), {}, 'oauth2')
    expect((await signIn(config)).claims()).toMatchObject({ sub: 'ada-id' })
  })

  test('refreshes again and again when tokens rotate, and when they do not', async () => {
    const rotating = await discover('basic', openid.ClientSecretBasic(secret))
    const first = await signIn(rotating)
    const second = await openid.refreshTokenGrant(rotating, first.refresh_token ?? '')
    expect(second.refresh_token).not.toBe(first.refresh_token)
    const third = await openid.refreshTokenGrant(rotating, second.refresh_token ?? '')
    expect(third.refresh_token).not.toBe(second.refresh_token)
    const lasting = await discover('post', openid.ClientSecretPost(secret))
    const { refresh_token: token = '' } = await signIn(lasting)
    expect((await openid.refreshTokenGrant(lasting, token)).refresh_token ?? token).toBe(token)
    await openid.refreshTokenGrant(lasting, token)
  })

  test('reads a form that was posted to it (Form Post Response Mode §2)', async () => {
    const config = await discover('basic', openid.ClientSecretBasic(secret))
    const { url, checks } = await prepare(config, { response_mode: 'form_post' })
    const page = await live.visit(url)
    const form = readForm(page, 'form-post')
    const body = new URLSearchParams(form.fields.map((field) => [...field]))
    const posted = new Request(form.action, { method: 'POST', body })
    const tokens = await openid.authorizationCodeGrant(config, posted, checks)
    expect(tokens.claims()).toMatchObject({ sub: 'ada-id' })
  })

  test('checks max_age against auth_time (OpenID Connect Core §3.1.2.1)', async () => {
    const config = await discover('basic', openid.ClientSecretBasic(secret))
    const { url, checks } = await prepare(config, { max_age: '60' })
    const { url: callback } = await live.visit(url)
    const tokens = await openid.authorizationCodeGrant(config, new URL(callback), { ...checks, maxAge: 60 })
    expect(tokens.claims()?.auth_time).toBeTypeOf('number')
  })

  test.each(['RS256', 'PS256', 'ES256', 'EdDSA'])('verifies ID tokens signed with %s', async (alg) => {
    const clientId = alg === 'RS256' ? 'basic' : alg
    const metadata = { id_token_signed_response_alg: alg }
    const config = await discover(clientId, openid.ClientSecretBasic(secret), metadata)
    openid.enableNonRepudiationChecks(config)
    expect((await signIn(config)).claims()).toMatchObject({ aud: clientId })
  })

  test('names the API that a token is for, each time another (RFC 8707 §2.2)', async () => {
    const config = await discover('basic', openid.ClientSecretBasic(secret))
    const api = await discover('books', openid.ClientSecretBasic(secret))
    const { url, checks } = await prepare(config, { scope: 'openid books:read notes:read offline_access' })
    url.searchParams.append('resource', booksApi)
    url.searchParams.append('resource', notesApi)
    const { url: callback } = await live.visit(url)
    const tokens = await openid.authorizationCodeGrant(config, new URL(callback), checks, {
      resource: booksApi,
    })
    expect(await openid.tokenIntrospection(api, tokens.access_token)).toMatchObject({
      active: true,
      aud: booksApi,
      scope: 'books:read',
    })
    const next = await openid.refreshTokenGrant(config, tokens.refresh_token ?? '', { resource: notesApi })
    expect(await openid.tokenIntrospection(api, next.access_token)).toMatchObject({
      active: true,
      aud: notesApi,
      scope: 'notes:read',
    })
  })

  test('signs the person out (RP-Initiated Logout 1.0 §2)', async () => {
    const config = await discover('basic', openid.ClientSecretBasic(secret))
    const { url, checks } = await prepare(config)
    const browser = live.browser()
    const { url: callback } = await live.visit(url, browser)
    const tokens = await openid.authorizationCodeGrant(config, new URL(callback), checks)
    const bye = openid.buildEndSessionUrl(config, {
      id_token_hint: tokens.id_token ?? '',
      post_logout_redirect_uri: byeUri,
      state: 'gone',
    })
    expect((await browser.open(bye.href)).url).toBe(`${byeUri}?state=gone`)
    await expect(openid.refreshTokenGrant(config, tokens.refresh_token ?? '')).rejects.toMatchObject({
      error: 'invalid_grant',
    })
  })

  test('signs out as a program, by the address that it makes for browsers (RP-Initiated Logout 1.0 §2)', async () => {
    const config = await discover('backend', openid.ClientSecretBasic(secret))
    const tokens = await signIn(config)
    const bye = openid.buildEndSessionUrl(config, { id_token_hint: tokens.id_token ?? '' })
    expect(await statusForProgram(bye)).toBe(204)
    await expect(openid.refreshTokenGrant(config, tokens.refresh_token ?? '')).rejects.toMatchObject({
      error: 'invalid_grant',
    })
  })

  test('is told what was refused, with iss and state (RFC 9207 §2)', async () => {
    const config = await discover('basic', openid.ClientSecretBasic(secret))
    const { url, checks } = await prepare(config, { prompt: 'none' })
    const { url: callback } = await live.visit(url)
    await expect(openid.authorizationCodeGrant(config, new URL(callback), checks)).rejects.toMatchObject({
      error: 'login_required',
    })
  })
})
