import type { AuthorizationRequest } from '../../../src/protocol/authorize/authorization-request.ts'
import type { Session } from '../../../src/protocol/session.ts'

export const NOW = 1_800_000_000

/** A request of the app of `makeClient`; a test changes what it is about. */
export function makeRequest(change: Partial<AuthorizationRequest> = {}): AuthorizationRequest {
  return {
    clientId: 'app',
    redirectUri: 'https://app.example/cb',
    responseMode: 'query',
    scopes: ['openid'],
    resources: [],
    disclosedScopes: [],
    prompts: [],
    leftOutScopes: [],
    acrValues: [],
    ...change,
  }
}

/** Alice, signed in 100 seconds ago. */
export function makeSession(change: Partial<Session> = {}): Session {
  return {
    id: 'session-of-alice',
    accountId: 'alice',
    authTime: NOW - 100,
    amr: ['pwd'],
    createdAt: NOW - 100,
    lastSeenAt: NOW - 100,
    expiresAt: NOW + 1000,
    ...change,
  }
}
