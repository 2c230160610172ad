import { createHash } from 'node:crypto'
import type { Client } from '../clients/client.ts'
import type { Grant } from '../grant.ts'
import { refuse } from '../refusal.ts'
import type { Resource } from '../resource.ts'

/** The grant behind a refresh token of the server that Latchkey replaces. */
export interface AdoptedGrant {
  /** The client that the token was issued to; no other can use it. */
  readonly clientId: string
  /** The account's id here: the `sub` of the tokens. */
  readonly accountId: string
  /** Scopes, by their names here. Those that the client is not registered for are left out. */
  readonly scopes: readonly string[]
  /** URIs of the APIs. Default: the APIs that the scopes belong to. */
  readonly resources?: readonly string[] | undefined
  /**
   * When the person signed in, in epoch seconds. Default: 0, so that nobody takes it for a recent sign-in.
   */
  readonly authTime?: number | undefined
  /**
   * When the token would have expired at the old server, in epoch seconds: a fixed date, the same at each
   * call. The token is remembered as used until then, so for one that never expires, give a date by which
   * everybody has moved.
   */
  readonly expiresAt: number
}

const GRANT_ID_BYTES = 16

/**
 * The id of the grant that replaces a token: one for each client and token, so that inserting its row is what
 * makes the token single-use. A digest and not a MAC, because it must stay the same when the server secret is
 * rotated.
 */
export function toAdoptedGrantId(refreshToken: string, clientId: string): string {
  const named = JSON.stringify(['adopted refresh token', clientId, refreshToken])
  return createHash('sha256').update(named).digest().subarray(0, GRANT_ID_BYTES).toString('base64url')
}

interface AdoptionContext {
  readonly id: string
  readonly client: Client
  /** Epoch seconds. */
  readonly now: number
  /** All resources; the first is our issuer. */
  readonly resources: readonly Resource[]
  /** Seconds. */
  readonly refreshTokenSeconds: number
  /** Seconds. */
  readonly refreshTokenIdleSeconds: number
}

/**
 * The grant that replaces a refresh token of another server, under the same rules as our own: for its client
 * alone, not expired, and for nothing that the client may not have (OAuth 2.1 §4.3.1).
 * @throws Refusal `refresh_token_invalid`; Error when what `adoptRefreshToken` returned is unusable, which is
 * the operator's mistake.
 */
export function requireAdoptableGrant(adopted: AdoptedGrant | undefined, context: AdoptionContext): Grant {
  if (adopted === undefined) return refuseAdoption('unknown')
  checkAnswer(adopted, context.resources)
  const { client, now } = context
  if (adopted.clientId !== client.clientId) return refuseAdoption('other_client')
  if (adopted.expiresAt <= now) return refuseAdoption('expired')
  const scopes = adopted.scopes.filter((scope) => client.scopes.includes(scope))
  const leftOutScopes = adopted.scopes.filter((scope) => !client.scopes.includes(scope))
  if (scopes.length === 0) return refuseAdoption('no_scopes')
  return {
    id: context.id,
    clientId: client.clientId,
    accountId: adopted.accountId,
    scopes,
    ...(leftOutScopes.length > 0 && { leftOutScopes }),
    resources: adopted.resources ?? resourcesOf(scopes, context.resources),
    authTime: adopted.authTime ?? 0,
    amr: [],
    generation: 0,
    rotatedAt: now,
    createdAt: now,
    ...toLifetime(adopted, context),
  }
}

/**
 * A row is kept until its absolute expiry: never before the old token's own, or that could be adopted twice.
 */
function toLifetime({ expiresAt }: AdoptedGrant, context: AdoptionContext) {
  const absoluteExpiresAt = Math.max(context.now + context.refreshTokenSeconds, expiresAt)
  return {
    absoluteExpiresAt,
    expiresAt: Math.min(absoluteExpiresAt, context.now + context.refreshTokenIdleSeconds),
  }
}

function resourcesOf(scopes: readonly string[], resources: readonly Resource[]): readonly string[] {
  return resources
    .filter((resource) => resource.scopes.some(({ name }) => scopes.includes(name)))
    .map(({ uri }) => uri)
}

function refuseAdoption(why: string): never {
  return refuse('refresh_token_invalid', undefined, { adoption: why })
}

/**
 * An impossible answer is an error, not a refusal: a client that gets `invalid_grant` would sign the person
 * out.
 */
function checkAnswer(adopted: AdoptedGrant, resources: readonly Resource[]): void {
  const { clientId, accountId, scopes, expiresAt, authTime = 0, resources: named = [] } = adopted
  const areTexts = [clientId, accountId].every((text) => typeof text === 'string' && text !== '')
  if (!areTexts) throw answerProblem('clientId and accountId must be texts')
  if (!Array.isArray(scopes)) throw answerProblem('scopes must be a list of names')
  if (![expiresAt, authTime].every(isEpochSeconds))
    throw answerProblem('expiresAt and authTime must be epoch seconds, whole numbers')
  const unknown = named.find((uri) => resources.every((resource) => resource.uri !== uri))
  if (unknown !== undefined) throw answerProblem(`resources names ${unknown}, which is not configured`)
}

/** The year 5138 in seconds. A larger number must be milliseconds. */
const LATEST_SECONDS = 100_000_000_000

function isEpochSeconds(time: unknown): boolean {
  return Number.isSafeInteger(time) && Number(time) >= 0 && Number(time) < LATEST_SECONDS
}

function answerProblem(problem: string): Error {
  return new Error(`The answer of adoptRefreshToken cannot be used: ${problem}`)
}
