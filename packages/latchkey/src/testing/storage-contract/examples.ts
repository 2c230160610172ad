import type { StoredAccount } from '../../ports/stored-records.ts'
import type { BrowserToRemember } from '../../protocol/accounts/familiar-browsers.ts'
import type { Client } from '../../protocol/clients/client.ts'
import { clientDefaults } from '../../protocol/clients/client-defaults.ts'
import type { AuditEvent } from '../../protocol/event.ts'
import type { Consent, Grant } from '../../protocol/grant.ts'
import type { Session } from '../../protocol/session.ts'
import type { SigningKey } from '../../protocol/signing-key.ts'

/* Rows to try a storage with. Unless changed, each has only its required members. The time is about 1000. */

export function grantWith(change: Partial<Grant> = {}): Grant {
  return {
    id: 'grant-1',
    clientId: 'client-1',
    accountId: 'account-1',
    scopes: ['openid'],
    resources: ['https://issuer.example'],
    authTime: 990,
    amr: ['pwd'],
    generation: 0,
    rotatedAt: 1000,
    createdAt: 1000,
    expiresAt: 2000,
    absoluteExpiresAt: 5000,
    ...change,
  }
}

export function browserWith(change: Partial<BrowserToRemember> = {}): BrowserToRemember {
  return { accountId: 'account-1', browserId: 'browser-1', expiresAt: 5000, most: 5, ...change }
}

export function sessionWith(change: Partial<Session> = {}): Session {
  return {
    id: 'session-1',
    accountId: 'account-1',
    authTime: 1000,
    amr: ['pwd'],
    createdAt: 1000,
    lastSeenAt: 1000,
    expiresAt: 5000,
    ...change,
  }
}

export function clientWith(change: Partial<Client> = {}): Client {
  return {
    ...clientDefaults,
    clientId: 'client-1',
    name: 'Ledger',
    applicationType: 'web',
    redirectUris: ['https://app.example/callback'],
    grantTypes: ['authorization_code'],
    tokenEndpointAuthMethod: 'client_secret_basic',
    secrets: [],
    scopes: ['openid'],
    requirePkce: true,
    rotateRefreshTokens: false,
    createdAt: 1000,
    version: 1,
    ...change,
  }
}

export function consentWith(change: Partial<Consent> = {}): Consent {
  return {
    accountId: 'account-1',
    clientId: 'client-1',
    scopes: ['openid'],
    resources: ['https://issuer.example'],
    grantedAt: 1000,
    ...change,
  }
}

export function signingKeyWith(change: Partial<SigningKey> = {}): SigningKey {
  return {
    algorithm: 'ES256',
    sequence: 1,
    kid: 'kid-1',
    publicJwk: { kty: 'EC', crv: 'P-256', x: 'eA', y: 'eQ' },
    sealedPrivateJwk: 'sealed',
    createdAt: 1000,
    activatesAt: 1100,
    rotatesAt: 4000,
    ...change,
  }
}

export function accountWith(change: Partial<StoredAccount> = {}): StoredAccount {
  return {
    id: 'account-1',
    username: 'Ada@example.com',
    canonicalUsername: 'ada@example.com',
    claims: {},
    disabled: false,
    createdAt: 1000,
    version: 1,
    ...change,
  }
}

export function eventWith(change: Partial<AuditEvent> = {}): AuditEvent {
  return { id: 'event-1', at: 1000, name: 'account.signed_in', outcome: 'success', ...change }
}
