import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { statedMembers } from '../../../src/protocol/clients/client-metadata.ts'
import { issuer, parse, problemsOf, problemsOfClient } from '../problems-of.ts'

const redirectUris = ['https://app.example.com/cb']
const clientSecret = 'a-secret-of-the-client-itself'
const publicKey = { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' }

function clientOf(client: object) {
  return parse({ issuer, clients: [{ clientId: 'app', ...client }] }).clients[0]
}

describe('a client in the configuration', () => {
  it('without secret and keys is public, with PKCE, rotation and the identity scopes', () => {
    expect(clientOf({ redirectUris })).toMatchObject({
      clientId: 'app',
      name: 'app',
      applicationType: 'web',
      tokenEndpointAuthMethod: 'none',
      grantTypes: ['authorization_code', 'refresh_token'],
      scopes: ['openid', 'profile', 'email', 'address', 'phone', 'offline_access'],
      requirePkce: true,
      rotateRefreshTokens: true,
      secrets: [],
    })
  })

  it('keeps a hash of its secret, never the secret', () => {
    const client = clientOf({ redirectUris, clientSecret })
    expect(client?.secrets[0]?.secretHash).toBe(createHash('sha256').update(clientSecret).digest('base64url'))
    expect(JSON.stringify(client)).not.toContain(clientSecret)
  })

  it('may send its secret either way, or by the one that it names (OpenID Connect Registration §2)', () => {
    const methodOf = (client: object) =>
      clientOf({ redirectUris, clientSecret, ...client })?.tokenEndpointAuthMethod
    expect(methodOf({})).toBe('client_secret')
    for (const method of ['client_secret', 'client_secret_basic', 'client_secret_post'])
      expect(methodOf({ tokenEndpointAuthMethod: method })).toBe(method)
  })

  it('is not named like a resource, nor like the issuer: its ID tokens would be for that API (JWT-07; RFC 8725 §3.9)', () => {
    const problem =
      'is the URI of a resource, whose access tokens its ID tokens would pass for (RFC 8725 §3.9)'
    for (const clientId of ['https://api.example.com', issuer]) {
      expect(problemsOfClient({ clientId, redirectUris })).toEqual([`clients[0].clientId: ${problem}`])
    }
    expect(problemsOfClient({ clientId: 'https://api.example.com/app', redirectUris })).toEqual([])
  })

  it('may have two secrets while one replaces the other', () => {
    expect(
      clientOf({ redirectUris, clientSecret: [clientSecret, `${clientSecret}2`] })?.secrets,
    ).toHaveLength(2)
  })

  it('with keys authenticates with them', () => {
    expect(clientOf({ redirectUris, jwks: { keys: [publicKey] } })?.tokenEndpointAuthMethod).toBe(
      'private_key_jwt',
    )
    expect(clientOf({ redirectUris, jwksUri: 'https://app.example.com/jwks' })?.tokenEndpointAuthMethod).toBe(
      'private_key_jwt',
    )
  })

  it('is native when only a person’s own machine can receive its responses (RFC 8252 §7)', () => {
    for (const uri of [
      'http://127.0.0.1/cb',
      'http://[::1]/cb',
      'http://localhost:3000/cb',
      'com.example.app:/cb',
    ]) {
      expect(clientOf({ redirectUris: [uri] })?.applicationType).toBe('native')
    }
    expect(problemsOfClient({ redirectUris: [...redirectUris, 'http://localhost:3000/cb'] })).toEqual([
      expect.stringMatching(/^clients\[0\]\.redirectUris\[1\]: must use https/),
    ])
  })

  it('for machines has no scope that it does not name', () => {
    expect(clientOf({ clientSecret, grantTypes: ['client_credentials'] })?.scopes).toEqual([])
  })

  it.each([
    ['no redirect URI', {}, 'redirectUris'],
    ['http elsewhere', { redirectUris: ['http://app.example.com/cb'] }, 'redirectUris[0]'],
    ['a fragment', { redirectUris: ['https://app.example.com/cb#x'] }, 'redirectUris[0]'],
    ['a script for a redirect URI', { redirectUris: ['javascript:alert(1)'] }, 'redirectUris[0]'],
    ['a wildcard', { redirectUris: ['https://*.example.com/cb'] }, 'redirectUris[0]'],
    [
      'a relative way back from sign-out',
      { redirectUris, postLogoutRedirectUris: ['/'] },
      'postLogoutRedirectUris[0]',
    ],
    [
      'a secret and the method none',
      { redirectUris, clientSecret, tokenEndpointAuthMethod: 'none' },
      'clientSecret',
    ],
    [
      'a secret method without a secret',
      { redirectUris, tokenEndpointAuthMethod: 'client_secret_post' },
      'clientSecret',
    ],
    ['a secret that cannot be typed', { redirectUris, clientSecret: `${clientSecret}\n` }, 'clientSecret'],
    ['six secrets', { redirectUris, clientSecret: Array(6).fill(clientSecret) }, 'clientSecret'],
    ['private_key_jwt without keys', { redirectUris, tokenEndpointAuthMethod: 'private_key_jwt' }, 'jwks'],
    ['a private key', { redirectUris, jwks: { keys: [{ ...publicKey, d: 'x' }] } }, 'jwks.keys[0]'],
    [
      'an RSA key with the exponent 1',
      { redirectUris, jwks: { keys: [{ kty: 'RSA', n: 'x'.repeat(342), e: 'AQ' }] } },
      'jwks.keys[0]',
    ],
    ['a symmetric key', { redirectUris, jwks: { keys: [{ kty: 'oct', k: 'x' }] } }, 'jwks.keys[0]'],
    [
      'keys twice',
      { redirectUris, jwks: { keys: [publicKey] }, jwksUri: 'https://a.example/jwks' },
      'jwksUri',
    ],
    ['keys over http', { redirectUris, jwksUri: 'http://app.example.com/jwks' }, 'jwksUri'],
    ['client_credentials without a secret', { grantTypes: ['client_credentials'] }, 'grantTypes'],
    ['an unknown grant', { redirectUris, grantTypes: ['authorization_code', 'implicit'] }, 'grantTypes[1]'],
    ['no grant', { redirectUris, grantTypes: [] }, 'grantTypes'],
    ['a scope of nobody', { redirectUris, scopes: ['openid', 'books:raed'] }, 'scopes[1]'],
    ['a scope twice', { redirectUris, scopes: ['openid', 'openid'] }, 'scopes[1]'],
    [
      'introspection of an unknown API',
      { redirectUris, introspects: ['https://other.example'] },
      'introspects[0]',
    ],
    [
      'a default API that is unknown',
      { redirectUris, defaultResource: 'https://other.example' },
      'defaultResource',
    ],
    ['the issuer as its default API', { redirectUris, defaultResource: issuer }, 'defaultResource'],
    ['no PKCE without a secret', { redirectUris, requirePkce: false }, 'requirePkce'],
    ['no rotation without a secret', { redirectUris, rotateRefreshTokens: false }, 'rotateRefreshTokens'],
    ['a script for a homepage', { redirectUris, clientUri: 'javascript:alert(1)' }, 'clientUri'],
    ['a blank name', { redirectUris, name: ' ' }, 'name'],
    ['a name that steers the terminal (attack C-107)', { redirectUris, name: 'a \u001b[31m' }, 'name'],
    ['a name that reads backwards', { redirectUris, name: 'Shop \u202egnp.exe' }, 'name'],
    ['a name in two lines', { redirectUris, name: 'Shop\u2028Bank' }, 'name'],
    [
      'marks of direction in an address',
      { redirectUris, policyUri: 'https://a.example/\u202egnp' },
      'policyUri',
    ],
    ['a line break in its name on the wire', { clientId: 'a\nb', redirectUris }, 'clientId'],
  ])('with %s is refused', (_, client, member) => {
    const problems = problemsOfClient(client)
    expect(problems).toHaveLength(1)
    expect(problems[0]?.startsWith(`clients[0].${member}: `)).toBe(true)
  })

  it.each(statedMembers.filter(([, { kind }]) => kind === 'url').map(([member]) => member))(
    'has a web address for its %s, which no script and no data can be',
    (member) => {
      for (const address of ['javascript:alert(1)', 'data:text/html,x', 'http://app.example.com/', '/page']) {
        expect(problemsOfClient({ redirectUris, [member]: address })).toEqual([
          `clients[0].${member}: must be an https URL`,
        ])
      }
    },
  )

  it.each(statedMembers.filter(([, { kind }]) => kind === 'url').map(([member]) => member))(
    'has no user name and no password in its %s: it would not be fetched, and would mislead people (C-67)',
    (member) => {
      for (const address of ['https://me:hunter2@app.example/', 'https://accounts.example@app.example/']) {
        const problems = problemsOfClient({ redirectUris, [member]: address })
        expect(problems).toEqual([`clients[0].${member}: must not contain a user name or password`])
      }
    },
  )

  it('is told the scope that it probably meant', () => {
    expect(problemsOfClient({ redirectUris, scopes: ['books:raed'] })[0]).toContain(
      'did you mean "books:read"?',
    )
  })

  it('may do without PKCE when it has a secret (classic OpenID Connect)', () => {
    expect(clientOf({ redirectUris, clientSecret, requirePkce: false })?.requirePkce).toBe(false)
  })

  it('has an id of its own', () => {
    const clients = [
      { clientId: 'a', redirectUris },
      { clientId: 'a', redirectUris },
    ]
    expect(problemsOf({ issuer, clients })).toEqual([
      'clients[1].clientId: is the same as that of clients[0]',
    ])
  })

  it('is warned of a secret that can be guessed', () => {
    const { warnings } = parse({
      issuer,
      clients: [{ clientId: 'a', redirectUris, clientSecret: '0123456789abcdef' }],
    })
    expect(warnings).toEqual([expect.stringMatching(/^clients\[0\]\.clientSecret: of a is shorter/)])
  })

  it.each([
    ['shop', 'aB3+x/y9==aB3+x/y9zQ==', /^clients\[0\]\.clientSecret: of shop contains "\+" or "%"/],
    ['shop', [clientSecret, `${clientSecret}%25`], /^clients\[0\]\.clientSecret: of shop/],
    ['a+b', clientSecret, /^clients\[0\]\.clientId: a\+b contains "\+" or "%"/],
    ['urn:shop', clientSecret, /^clients\[0\]\.clientId: urn:shop contains ":"/],
  ])(
    'a client %s is warned of %s, which apps write in two ways (RFC 6749 §2.3.1)',
    (clientId, secret, warning) => {
      const client = { clientId, redirectUris, clientSecret: secret }
      const { warnings } = parse({ issuer, clients: [client] })
      expect(warnings).toEqual([expect.stringMatching(warning)])
      const inBody = { ...client, tokenEndpointAuthMethod: 'client_secret_post' as const }
      expect(parse({ issuer, clients: [inBody] }).warnings).toEqual([])
    },
  )

  it('is warned of redirect URIs that nothing uses', () => {
    const clients = [{ clientId: 'a', clientSecret, grantTypes: ['client_credentials'], redirectUris }]
    expect(parse({ issuer, clients }).warnings).toEqual([
      expect.stringMatching(/^clients\[0\]\.redirectUris: /),
    ])
  })

  it('may use a grant type of the operator’s own, by its name', () => {
    const grantType = 'urn:example:grant:kiosk'
    const clients = [{ clientId: 'kiosk', clientSecret, grantTypes: [grantType] }]
    const handler = { parse: () => ({}), decide: () => ({}) }
    expect(problemsOf({ issuer, clients, grants: [{ ...handler, grantType }] })).toEqual([])
    expect(problemsOf({ issuer, grants: [{ ...handler, grantType: 'kiosk' }] })[0]).toContain('absolute URI')
    expect(problemsOf({ issuer, grants: [{ ...handler, grantType: 'refresh_token' }] })[0]).toContain('taken')
    expect(problemsOf({ issuer, grants: [{ grantType }] })[0]).toMatch(/^grants\[0\]: /)
  })
})
