import type { Client } from '../../src/protocol/clients/client.ts'
import { clientDefaults } from '../../src/protocol/clients/client-defaults.ts'
import type { Resource } from '../../src/protocol/resource.ts'

export const ISSUER = 'https://id.example'
export const BOOKS = 'https://books.example/api'
export const MAIL = 'https://mail.example/'

/** A public client that may use everything; a test changes what it is about. */
export function makeClient(change: Partial<Client> = {}): Client {
  return {
    ...clientDefaults,
    clientId: 'app',
    name: 'App',
    applicationType: 'web',
    redirectUris: ['https://app.example/cb'],
    tokenEndpointAuthMethod: 'none',
    secrets: [],
    scopes: ['openid', 'profile', 'email', 'offline_access', 'books:read', 'books:write', 'mail:send'],
    requirePkce: true,
    rotateRefreshTokens: true,
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
    accessTokenTyp: 'at+jwt',
    accessTokenSeconds: 600,
    accessTokenAlgorithm: 'ES256',
  }
}
