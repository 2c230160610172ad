import { describe, expect, it } from 'vitest'
import { toServerMetadata } from '../../../src/protocol/discovery/to-server-metadata.ts'
import {
  ID_TOKEN_PROTOCOL_CLAIMS,
  toIdTokenClaims,
} from '../../../src/protocol/id-token/to-id-token-claims.ts'
import { ISSUER, makeResources } from '../make-client.ts'

const metadata = toServerMetadata({
  issuer: ISSUER,
  resources: makeResources(),
  idTokenAlgorithm: 'RS256',
  signingAlgorithms: ['RS256', 'ES256'],
  acrValues: [],
  customClaimNames: ['tier'],
  grantTypes: ['authorization_code', 'refresh_token', 'client_credentials'],
})

describe('the metadata', () => {
  it('has every member that is required (OpenID Connect Discovery §3, RFC 8414 §2)', () => {
    expect(metadata).toMatchObject({
      issuer: ISSUER,
      authorization_endpoint: `${ISSUER}/authorize`,
      token_endpoint: `${ISSUER}/token`,
      jwks_uri: `${ISSUER}/jwks`,
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256', 'ES256'],
    })
  })

  it('says what would otherwise default to something that is not so', () => {
    expect(metadata).toMatchObject({
      grant_types_supported: ['authorization_code', 'refresh_token', 'client_credentials'],
      response_modes_supported: ['query', 'fragment', 'form_post'],
      token_endpoint_auth_methods_supported: expect.arrayContaining(['none', 'private_key_jwt']),
      revocation_endpoint_auth_methods_supported: expect.arrayContaining(['none', 'private_key_jwt']),
      introspection_endpoint_auth_methods_supported: expect.not.arrayContaining(['none']),
      request_uri_parameter_supported: false,
      authorization_response_iss_parameter_supported: true,
      code_challenge_methods_supported: ['S256'],
    })
  })

  it('lists the algorithms of assertions wherever it lists the method, and none of them is none', () => {
    for (const endpoint of ['token', 'revocation', 'introspection']) {
      const algorithms = metadata[`${endpoint}_endpoint_auth_signing_alg_values_supported`]
      expect(algorithms).toEqual(expect.arrayContaining(['RS256', 'ES256', 'EdDSA']))
      expect(JSON.stringify(algorithms)).not.toMatch(/none|HS/)
    }
  })

  it('has no empty list and no null (RFC 8414 §3.2)', () => {
    expect(metadata).not.toHaveProperty('acr_values_supported')
    for (const value of Object.values(metadata)) {
      expect(value).not.toBeNull()
      expect(value).not.toEqual([])
      expect(value).toBeDefined()
    }
  })

  it('names the claims of the scopes there are, and the operator’s', () => {
    expect(metadata.claims_supported).toEqual(expect.arrayContaining(['sub', 'email', 'address', 'tier']))
  })

  it('names every claim that an ID token of ours has', () => {
    const claims = toIdTokenClaims({
      issuer: ISSUER,
      subject: 'ada',
      clientId: 'app',
      issuedAt: 1000,
      expiresAt: 2000,
      accessTokenHash: 'hash',
      nonce: 'n',
      sessionIdentifier: 'session',
      grant: { authTime: 900, acr: 'urn:example:password', amr: ['pwd'] },
    })
    expect(metadata.claims_supported).toEqual(expect.arrayContaining(Object.keys(claims)))
    expect(Object.keys(claims).filter((name) => !ID_TOKEN_PROTOCOL_CLAIMS.has(name))).toEqual([])
  })

  it('makes no double slash for an issuer that ends in one', () => {
    const issuer = 'https://id.example/'
    const { token_endpoint } = toServerMetadata({ ...parts(), issuer })
    expect(token_endpoint).toBe('https://id.example/token')
  })
})

function parts() {
  return {
    resources: makeResources(),
    idTokenAlgorithm: 'RS256' as const,
    signingAlgorithms: ['RS256' as const],
    acrValues: [],
    customClaimNames: [],
    grantTypes: [],
  }
}
