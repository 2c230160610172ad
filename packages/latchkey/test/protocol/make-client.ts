import type { Client } from '../../src/protocol/clients/client.ts'
import type { Resource } from '../../src/protocol/resource.ts'

export const ISSUER = 'https://id.example'
export const BOOKS = 'https://books.example/api'
export const MAIL = 'https://mail.example/'

/** A public client that may use everything; a test changes what it is about. */
export function makeClient(change: Partial<Client> = {}): Client {
  return {
    clientId: 'app',
    name: 'App',
    applicationType: 'web',
    redirectUris: ['https://app.example/cb'],
    postLogoutRedirectUris: [],
    grantTypes: ['authorization_code', 'refresh_token'],
    tokenEndpointAuthMethod: 'none',
    secrets: [],
    assertionAudience: 'issuer',
    scopes: ['openid', 'profile', 'email', 'offline_access', 'books:read', 'books:write', 'mail:send'],
    introspects: [],
    requirePkce: true,
    rotateRefreshTokens: true,
    verified: true,
    firstParty: false,
    claimsInIdToken: false,
    requireAuthTime: false,
    disabled: false,
    createdAt: 0,
    version: 1,
    ...change,
  }
}

/** Our issuer with the identity scopes, and two APIs. */
export function makeResources(): readonly [Resource, Resource, Resource] {
  return [
    makeResource(ISSUER, ['openid', 'profile', 'email', 'address', 'phone', 'offline_access', 'admin']),
    makeResource(BOOKS, ['books:read', 'books:write']),
    makeResource(MAIL, ['mail:send']),
  ]
}

function makeResource(uri: string, scopes: readonly string[]): Resource {
  return {
    uri,
    name: uri,
    scopes: scopes.map((name) => ({ name, description: name, changes: false })),
    accessTokenFormat: 'jwt',
    accessTokenSeconds: 600,
    accessTokenAlgorithm: 'ES256',
  }
}
