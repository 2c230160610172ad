import * as oauth from 'oauth4webapi'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { builtInGrantTypes } from '../../src/flows/token/grants/built-in-grants.ts'
import type { GrantHandler } from '../../src/index.ts'
import { readForm, type ScriptedBrowser, type Visit } from '../../src/testing/scripted-browser.ts'
import {
  booksApi,
  type ClientKey,
  type LiveServer,
  makeClientKey,
  openLiveServer,
  redirectUri,
  secret,
} from '../fixtures/loopback-server.ts'

/* Advertised is implemented: every value of every list of the metadata is used once with success (MD-09). */

const insecure = { [oauth.allowInsecureRequests]: true } as const
const voucherGrant = 'urn:example:voucher'
const voucher: GrantHandler<string | undefined> = {
  grantType: voucherGrant,
  parse: (parameters) => parameters.get('voucher'),
  decide: async () => ({ scopes: ['books:read'], audience: [booksApi] }),
}
const assertionAlgorithms = [
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'],
]
const idTokenAlgorithms = ['RS256', 'PS256', 'ES256', 'EdDSA'] as const

let live: LiveServer
let as: oauth.AuthorizationServer
const keys = new Map<string, ClientKey>()

beforeAll(async () => {
  for (const algorithm of assertionAlgorithms) keys.set(algorithm, await makeClientKey(algorithm))
  live = await openLiveServer(
    [
      ...[...keys].map(([algorithm, { publicJwk }]) => ({
        clientId: `jwt-${algorithm}`,
        jwks: { keys: [publicJwk] },
      })),
      ...idTokenAlgorithms.map((algorithm) => ({
        clientId: `id-${algorithm}`,
        clientSecret: secret,
        idTokenSignedResponseAlg: algorithm,
      })),
      { clientId: 'voucher', clientSecret: secret, grantTypes: [voucherGrant] },
    ],
    { grants: [voucher], acrValues: ['urn:example:password'] },
  )
  const response = await oauth.discoveryRequest(live.issuer, insecure)
  as = await oauth.processDiscoveryResponse(live.issuer, response)
})
afterAll(() => live.close())

const basic = oauth.ClientSecretBasic(secret)

/** How to authenticate by each method, and as whom. */
function partyFor(method: string): readonly [client: oauth.Client, authentication: oauth.ClientAuth] {
  switch (method) {
    case 'client_secret_basic':
      return [{ client_id: 'basic' }, basic]
    case 'client_secret_post':
      return [{ client_id: 'post' }, oauth.ClientSecretPost(secret)]
    case 'private_key_jwt':
      return partyForAlgorithm('ES256')
    case 'none':
      return [{ client_id: 'public' }, oauth.None()]
    default:
      throw new Error(`Nothing here knows the advertised method ${method}`)
  }
}

function partyForAlgorithm(
  algorithm: string,
): readonly [client: oauth.Client, authentication: oauth.ClientAuth] {
  const key = keys.get(algorithm)
  if (key === undefined) throw new Error(`Nothing here knows the advertised algorithm ${algorithm}`)
  const authentication = oauth.PrivateKeyJwt(key.privateKey)
  return [{ client_id: `jwt-${algorithm}` }, authentication]
}

function authorizationUrl(challenge: string, changes: Readonly<Record<string, string>>): URL {
  const url = new URL(as.authorization_endpoint ?? '')
  const sent = {
    client_id: 'basic',
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: 'openid',
    code_challenge: challenge,
    code_challenge_method: 'S256',
    ...changes,
  }
  url.search = new URLSearchParams(sent).toString()
  return url
}

async function signIn(
  [client, authentication]: readonly [oauth.Client, oauth.ClientAuth],
  changes: Readonly<Record<string, string>> = {},
  browser: ScriptedBrowser = live.browser(),
): Promise<oauth.TokenEndpointResponse> {
  const verifier = oauth.generateRandomCodeVerifier()
  const challenge = await oauth.calculatePKCECodeChallenge(verifier)
  const url = authorizationUrl(challenge, { client_id: client.client_id, ...changes })
  const answer = oauth.validateAuthResponse(as, client, responseOf(await live.visit(url, browser)))
  const response = await oauth.authorizationCodeGrantRequest(
    as,
    client,
    authentication,
    answer,
    redirectUri,
    verifier,
    insecure,
  )
  const tokens = await oauth.processAuthorizationCodeResponse(as, client, response)
  if (tokens.id_token !== undefined) await oauth.validateApplicationLevelSignature(as, response, insecure)
  return tokens
}

/** Tokens by a grant type, for a client that is registered for it. */
async function obtainBy(grantType: string): Promise<{ readonly access_token?: unknown }> {
  switch (grantType) {
    case 'authorization_code':
      return signIn([{ client_id: 'basic' }, basic])
    case 'refresh_token': {
      const { refresh_token = '' } = await signIn([{ client_id: 'basic' }, basic])
      return askFor('basic', grantType, { refresh_token })
    }
    case 'client_credentials':
      return askFor('basic', grantType, { scope: 'books:read' })
    case voucherGrant:
      return askFor('voucher', grantType, {})
    default:
      throw new Error(`Nothing here knows the advertised grant type ${grantType}`)
  }
}

async function askFor(
  client_id: string,
  grantType: string,
  sent: Readonly<Record<string, string>>,
): Promise<{ readonly access_token?: unknown }> {
  const parameters = new URLSearchParams(sent)
  const response = await oauth.genericTokenEndpointRequest(
    as,
    { client_id },
    basic,
    grantType,
    parameters,
    insecure,
  )
  return response.json()
}

function responseOf(visit: Visit): URLSearchParams {
  const { search, hash } = new URL(visit.url)
  if (!visit.html.includes('id="form-post"')) return new URLSearchParams(hash === '' ? search : hash.slice(1))
  return new URLSearchParams(readForm(visit, 'form-post').fields.map((field) => [...field]))
}

/** A list of the metadata: it is there, and not empty. */
function listed(member: keyof oauth.AuthorizationServer): readonly string[] {
  const list = as[member]
  if (!Array.isArray(list) || list.length === 0) throw new Error(`The metadata has no ${String(member)}`)
  return list as string[]
}

describe('what the metadata advertises works', () => {
  test('each grant type', async () => {
    expect(listed('grant_types_supported')).toEqual([...builtInGrantTypes, voucherGrant])
    for (const grantType of listed('grant_types_supported')) {
      expect((await obtainBy(grantType)).access_token, grantType).toBeTypeOf('string')
    }
  })

  test('each response type and response mode', async () => {
    for (const type of listed('response_types_supported')) {
      for (const mode of listed('response_modes_supported')) {
        const tokens = await signIn([{ client_id: 'basic' }, basic], {
          response_type: type,
          response_mode: mode,
        })
        expect(tokens.id_token, `${type} ${mode}`).toBeTypeOf('string')
      }
    }
  })

  test('each way to authenticate, at each endpoint', async () => {
    for (const method of listed('token_endpoint_auth_methods_supported')) {
      expect((await signIn(partyFor(method))).access_token, method).toBeTypeOf('string')
    }
    for (const method of listed('revocation_endpoint_auth_methods_supported')) {
      const [client, authentication] = partyFor(method)
      const { access_token } = await signIn([client, authentication])
      const response = await oauth.revocationRequest(as, client, authentication, access_token, insecure)
      await oauth.processRevocationResponse(response)
    }
    for (const method of listed('introspection_endpoint_auth_methods_supported')) {
      const [client, authentication] = partyFor(method)
      const { access_token } = await signIn([client, authentication])
      const response = await oauth.introspectionRequest(as, client, authentication, access_token, insecure)
      expect((await oauth.processIntrospectionResponse(as, client, response)).active, method).toBe(true)
    }
  })

  test('each algorithm of client assertions, at each endpoint', async () => {
    const endpoints = ['token', 'introspection', 'revocation'] as const
    for (const endpoint of endpoints) {
      for (const algorithm of listed(`${endpoint}_endpoint_auth_signing_alg_values_supported`)) {
        const [client, authentication] = partyForAlgorithm(algorithm)
        const response =
          endpoint === 'token'
            ? await oauth.clientCredentialsGrantRequest(
                as,
                client,
                authentication,
                { scope: 'books:read' },
                insecure,
              )
            : await (endpoint === 'introspection' ? oauth.introspectionRequest : oauth.revocationRequest)(
                as,
                client,
                authentication,
                'any-token',
                insecure,
              )
        expect(response.status, `${algorithm} at ${endpoint}`).toBe(200)
      }
    }
  })

  test('each algorithm of ID tokens', async () => {
    for (const algorithm of listed('id_token_signing_alg_values_supported')) {
      const client = { client_id: `id-${algorithm}`, id_token_signed_response_alg: algorithm }
      expect((await signIn([client, basic])).id_token, algorithm).toBeTypeOf('string')
    }
  })

  test('each prompt, scope and acr', async () => {
    const browser = live.browser()
    const party = [{ client_id: 'basic' }, basic] as const
    await signIn(party, {}, browser)
    for (const prompt of listed('prompt_values_supported')) {
      expect((await signIn(party, { prompt }, browser)).access_token, prompt).toBeTypeOf('string')
    }
    for (const acr of listed('acr_values_supported')) await signIn(party, { acr_values: acr }, browser)
  })

  test('each code challenge method, and nothing that is not advertised', () => {
    expect(listed('code_challenge_methods_supported')).toEqual(['S256'])
    expect(as.pushed_authorization_request_endpoint).toBeUndefined()
    expect(as.registration_endpoint).toBeUndefined()
    expect(as.device_authorization_endpoint).toBeUndefined()
  })
})
