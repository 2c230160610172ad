import type { Client } from '../clients/client.ts'
import { toPrintableText } from '../printable-text.ts'
import { refuse } from '../refusal.ts'

/** Seconds that a client's clock may be behind ours. */
const EXPIRY_LEEWAY_SECONDS = 10
/** Seconds that a client's clock may be ahead of ours. */
const AHEAD_SECONDS = 60
const LIFETIME_SECONDS = 3600
const JTI_CHARACTERS = 256
/** Characters of a claim in the log. */
const LONGEST_RECEIVED = 200

export interface AssertionExpectation {
  readonly client: Pick<Client, 'clientId' | 'assertionAudience'>
  readonly issuer: string
  /** The URL of the token endpoint, as metadata publishes it. */
  readonly tokenEndpoint: string
  /** Epoch seconds. */
  readonly now: number
}

/** What must be remembered so that the assertion cannot be used again. */
export interface UsableAssertion {
  readonly jti: string
  /** Epoch seconds until which we would accept it: its `exp` plus our leeway. */
  readonly expiresAt: number
}

type Claims = Readonly<Record<string, unknown>>

/** Checks the claims of a client assertion whose signature has been verified (RFC 7523 §3). */
export function requireValidAssertion(claims: Claims, expected: AssertionExpectation): UsableAssertion {
  requireClientAsIssuerAndSubject(claims, expected.client.clientId)
  requireAudience(claims, expected)
  requireNotFromTheFuture(claims, expected.now)
  return { jti: requireJti(claims), expiresAt: requireExpiry(claims, expected.now) + EXPIRY_LEEWAY_SECONDS }
}

/** `claim` and what it says go to the log: the signature has been verified, so they are the client's own. */
function refuseAssertion(description: string, claim: string, claims: Claims): never {
  const value = claims[claim]
  refuse('client_authentication_failed', `Client assertion: ${description}`, {
    claim,
    ...(value !== undefined && { received: toPrintableText(JSON.stringify(value), LONGEST_RECEIVED) }),
  })
}

function requireClientAsIssuerAndSubject(claims: Claims, clientId: string): void {
  if (claims.iss !== clientId || claims.sub !== clientId)
    refuseAssertion('iss and sub must both be the client_id', claims.iss === clientId ? 'sub' : 'iss', claims)
}

/**
 * One audience, and only this server: an assertion for another server must not work here (RFC 7523bis §4).
 * The token endpoint counts only for clients that are registered for it, because some libraries know only
 * RFC 7523 §3.
 */
function requireAudience(claims: Claims, { client, issuer, tokenEndpoint }: AssertionExpectation): void {
  const audience = Array.isArray(claims.aud) && claims.aud.length === 1 ? claims.aud[0] : claims.aud
  if (audience === issuer) return
  if (client.assertionAudience === 'endpoint' && audience === tokenEndpoint) return
  refuseAssertion(`aud must be the issuer and nothing else: ${issuer}`, 'aud', claims)
}

function requireExpiry(claims: Claims, now: number): number {
  const expiresAt = claims.exp
  if (!isTime(expiresAt)) refuseAssertion('exp is required, as a number of seconds', 'exp', claims)
  if (expiresAt + EXPIRY_LEEWAY_SECONDS <= now)
    refuseAssertion('exp is past; make a new one for each request', 'exp', claims)
  if (expiresAt > now + LIFETIME_SECONDS + AHEAD_SECONDS)
    refuseAssertion(`exp must be at most ${LIFETIME_SECONDS} seconds ahead`, 'exp', claims)
  return Math.ceil(expiresAt)
}

function requireNotFromTheFuture(claims: Claims, now: number): void {
  for (const name of ['iat', 'nbf'] as const) {
    const time = claims[name]
    if (time === undefined) continue
    if (!isTime(time)) refuseAssertion(`${name} must be a number of seconds`, name, claims)
    if (time > now + AHEAD_SECONDS)
      refuseAssertion(`${name} is in the future; set the client's clock`, name, claims)
  }
}

function requireJti(claims: Claims): string {
  const { jti } = claims
  if (typeof jti !== 'string' || jti === '' || jti.length > JTI_CHARACTERS)
    refuseAssertion(
      `jti is required, a string of at most ${JTI_CHARACTERS} characters, new each time`,
      'jti',
      { jti: typeof jti },
    )
  return jti
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0
}
