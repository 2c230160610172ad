import { createHash, randomBytes } from 'node:crypto'
import { parseConfiguration } from '../../src/config/parse-configuration.ts'
import { createClientDirectory } from '../../src/flows/clients/client-directory.ts'
import { createClientThrottle } from '../../src/flows/clients/client-throttle.ts'
import { createSecretUse } from '../../src/flows/clients/secret-use.ts'
import type { Parts } from '../../src/flows/parts.ts'
import { createBuiltInGrants } from '../../src/flows/token/grants/built-in-grants.ts'
import { createGrantRegistry } from '../../src/flows/token/grants/grant-registry.ts'
import { introspect } from '../../src/flows/token/introspect.ts'
import { revoke } from '../../src/flows/token/revoke.ts'
import { answerTokenRequest } from '../../src/flows/token/token.ts'
import { answerUserinfo } from '../../src/flows/token/userinfo.ts'
import { createClientKeys } from '../../src/keys/client-keys.ts'
import { createKeyRing } from '../../src/keys/create-key-ring.ts'
import { createSealer } from '../../src/keys/create-sealer.ts'
import { systemRandom } from '../../src/keys/system-random.ts'
import type { Events, ReportedEvent } from '../../src/ports/events.ts'
import type { GrantHandler } from '../../src/ports/grant-handler.ts'
import type { Account } from '../../src/protocol/accounts/account.ts'
import type { Client } from '../../src/protocol/clients/client.ts'
import { toParameters } from '../../src/protocol/parameters.ts'
import { Refusal, type RefusalReason } from '../../src/protocol/refusal.ts'
import type { AuthorizationCode } from '../../src/protocol/token/authorization-code.ts'
import { serverOptions } from '../../src/settings/options.ts'
import type { Settings } from '../../src/settings/settings.ts'
import { createMemoryStorage } from '../../src/storage/memory/memory-storage.ts'
import { fakeClock } from '../../src/testing/fake-clock.ts'
import { countingStorage } from '../fixtures/counting-storage.ts'
import { notedRequests } from '../fixtures/noted-requests.ts'
import { ISSUER, makeClient, makeResources } from '../protocol/make-client.ts'

export const VERIFIER = 'a-verifier-of-forty-three-characters-or-more'
export const SECRET = 'the-secret-of-the-client'
const SECRETS = [
  {
    id: 'one',
    label: '',
    secretHash: createHash('sha256').update(SECRET).digest('base64url'),
    lastFour: 'ient',
    createdAt: 0,
  },
]

/** A client that authenticates with {@link SECRET} in the body. */
export function makeConfidential(change: Partial<Client> = {}): Client {
  return makeClient({
    clientId: 'web',
    tokenEndpointAuthMethod: 'client_secret_post',
    secrets: SECRETS,
    grantTypes: ['authorization_code', 'refresh_token', 'client_credentials'],
    ...change,
  })
}

export interface BackChannelOptions {
  readonly clients?: readonly Client[]
  readonly settings?: Partial<Settings>
  readonly grants?: readonly GrantHandler[]
}

/**
 * Everything behind the endpoints that clients call, on memory storage, with one account, `ada`, signed in.
 */
export async function backChannel(options: BackChannelOptions = {}) {
  const clock = fakeClock()
  const { storage, ...counter } = countingStorage(createMemoryStorage())
  const reported: ReportedEvent[] = []
  const clients = new Map((options.clients ?? [makeClient(), makeConfidential()]).map((c) => [c.clientId, c]))
  const accounts = new Map<string, Account>([['ada', makeAda()]])
  const settings = makeSettings(options.settings)
  const sealer = createSealer(
    ['a-server-secret-of-thirty-two-characters'],
    'https://id.example.com',
    systemRandom,
  )
  const events: Events = { report: (event, caller) => void reported.push({ ...event, ...caller }) }
  const { requestLog, noted } = notedRequests()
  const basis = {
    settings,
    storage,
    sealer,
    clock,
    events,
    requestLog,
    random: systemRandom,
    accountsAreStored: false,
    accounts: {
      find: async (id: string) => accounts.get(id),
      signIn: async () => ({ outcome: 'wrong_credentials' as const }),
    },
    clients: createClientDirectory(
      { configured: clients, resources: settings.resources.map(({ uri }) => uri) },
      storage,
      clock,
    ),
    keyRing: createKeyRing({
      storage: storage.signingKeys,
      sealer,
      clock,
      events,
      settings,
      longestTokenSeconds: 3600,
    }),
    clientKeys: createClientKeys({ clock, fetchJson: async () => ({ keys: [] }) }),
    clientThrottle: createClientThrottle(),
    adoptionThrottle: createClientThrottle(),
    secretUse: createSecretUse(storage.clients),
    isDraining: () => false,
  }
  const parts: Parts = {
    ...basis,
    grantTypes: createGrantRegistry([...createBuiltInGrants(basis), ...(options.grants ?? [])]),
  }
  await storage.sessions.start(makeSession(clock.now()))
  const resources = settings.resources.map(({ uri }) => uri)
  for (const { clientId, scopes } of clients.values()) {
    await storage.consents.remember({ accountId: 'ada', clientId, scopes, resources, grantedAt: 0 })
  }
  await basis.keyRing.maintain()
  counter.reset()
  reported.length = 0
  return { ...callsOn(parts), parts, clock, reported, noted, clients, accounts, ...counter, issueCode }

  /** A code as the authorization endpoint would seal it. */
  function issueCode(change: Partial<AuthorizationCode> = {}): string {
    return sealer.seal('authorization_code', {
      grantId: randomBytes(16).toString('base64url'),
      clientId: 'app',
      accountId: 'ada',
      sessionId: 'session',
      redirectUri: 'https://app.example/cb',
      codeChallenge: createHash('sha256').update(VERIFIER).digest('base64url'),
      scopes: ['openid', 'email'],
      resources: [ISSUER],
      requireAuthTime: true,
      authTime: clock.now() - 100,
      amr: ['pwd'],
      expiresAt: clock.now() + 60,
      ...change,
    } satisfies AuthorizationCode)
  }
}

export type BackChannel = Awaited<ReturnType<typeof backChannel>>

type Fields = Readonly<Record<string, string>>

function callsOn(parts: Parts) {
  const toRequest = (fields: Fields, authorization?: string, address = '192.0.2.1') => ({
    authorization,
    parameters: toParameters(new URLSearchParams(fields).toString()),
    caller: { address, requestId: 'request' },
  })
  return {
    /** A token request of the public client `app`, unless the fields say otherwise. */
    token: (fields: Fields, authorization?: string, address?: string) =>
      answerTokenRequest(toRequest(fields, authorization, address), parts),
    redeem: (code: string, fields: Fields = {}) =>
      answerTokenRequest(
        toRequest({
          grant_type: 'authorization_code',
          client_id: 'app',
          code,
          code_verifier: VERIFIER,
          ...fields,
        }),
        parts,
      ),
    refresh: (refreshToken: string | undefined, fields: Fields = {}) =>
      answerTokenRequest(
        toRequest({
          grant_type: 'refresh_token',
          client_id: 'app',
          refresh_token: refreshToken ?? '',
          ...fields,
        }),
        parts,
      ),
    introspect: (token: string, fields: Fields = {}) =>
      introspect(toRequest({ token, client_id: 'web', client_secret: SECRET, ...fields }), parts),
    revoke: (token: string, fields: Fields = {}) =>
      revoke(toRequest({ token, client_id: 'app', ...fields }), parts),
    userinfo: (token: string) => answerUserinfo({ authorization: `Bearer ${token}`, body: undefined }, parts),
  }
}

/** The reason that a request was refused for; throws when it was not. */
export async function reasonOf(answer: Promise<unknown>): Promise<RefusalReason> {
  try {
    await answer
  } catch (cause) {
    if (cause instanceof Refusal) return cause.reason
    throw cause
  }
  throw new Error('The request was not refused')
}

/** The claims of a JWT, unverified. */
export function claimsOf(jwt: string | undefined): Record<string, unknown> {
  return JSON.parse(Buffer.from(jwt?.split('.')[1] ?? '', 'base64url').toString())
}

/** The protected header of a JWT, unverified. */
export function headerOf(jwt: string | undefined): Record<string, unknown> {
  return JSON.parse(Buffer.from(jwt?.split('.')[0] ?? '', 'base64url').toString())
}

function makeAda(): Account {
  return {
    id: 'ada',
    username: 'ada@example.com',
    disabled: false,
    claims: { name: 'Ada', email: 'ada@example.com', email_verified: true, nickname: '' },
  }
}

function makeSession(now: number) {
  return {
    id: 'session',
    accountId: 'ada',
    authTime: now - 100,
    amr: ['pwd'],
    createdAt: now - 100,
    lastSeenAt: now,
    expiresAt: now + serverOptions.lifetimes.default.sessionSeconds,
  }
}

function makeSettings(change: Partial<Settings> = {}): Settings {
  return {
    ...parseConfiguration({ issuer: ISSUER }).settings,
    resources: makeResources(),
    signingAlgorithms: ['RS256', 'ES256'],
    ...change,
  }
}
