import { type Client, type ClientSecret, usesSecret } from '../clients/client.ts'
import type { Evidence } from '../refusal.ts'
import { findMatchingSecret, isExpiredSecret } from './find-matching-secret.ts'
import type { PresentedMethod, PresentedSecret } from './presented-credentials.ts'

/** Which part of an authentication failed: for the log and the events, never for the answer. */
export type AuthenticationFailure =
  | 'unknown_client'
  | 'disabled_client'
  | 'method_not_registered'
  /** A right secret, but in the header where the body is registered, or the other way round. */
  | 'secret_in_wrong_place'
  | 'wrong_secret'
  | 'expired_secret'
  | 'invalid_assertion'

export type SecretDecision =
  | { readonly outcome: 'proven'; readonly client: Client; readonly secret: ClientSecret }
  | { readonly outcome: 'failed'; readonly failure: AuthenticationFailure; readonly evidence?: Evidence }

/** Decides whether a secret proves the client. Secrets are compared first, also for an unknown client. */
export function decideSecretAuthentication(
  client: Client | undefined,
  { method, secrets }: PresentedSecret,
  now: number,
): SecretDecision {
  const secret = findMatchingSecret(client, secrets, now)
  const failed = (failure: AuthenticationFailure, evidence?: Evidence) =>
    ({ outcome: 'failed', failure, ...(evidence && { evidence }) }) as const
  if (client === undefined) return failed('unknown_client')
  if (client.disabled) return failed('disabled_client')
  // Also when it still has a secret from before (CVE-2026-44476).
  if (!usesSecret(client)) return failed('method_not_registered')
  if (secret === undefined) return failed('wrong_secret', ofWrongSecret(client, secrets, now))
  if (isExpiredSecret(secret, now)) return failed('expired_secret', ofExpiredSecret(secret))
  return isRegisteredMethod(client, method)
    ? { outcome: 'proven', client, secret }
    : failed('secret_in_wrong_place')
}

/** The last characters of secrets in the log, at most of so many. */
const NAMED_SECRETS = 5

/** Which secrets there are, never what was sent instead; and a frequent mistake, if it is one. */
function ofWrongSecret(client: Client, sent: readonly string[], now: number): Evidence {
  const endings = client.secrets.slice(-NAMED_SECRETS).map(({ lastFour }) => lastFour)
  const trimmed = sent.map((text) => text.trim()).filter((text) => !sent.includes(text))
  const isPadded = trimmed.length > 0 && findMatchingSecret(client, trimmed, now) !== undefined
  return {
    secretsEndIn: endings.length === 0 ? 'none is registered' : endings.join(', '),
    ...(isPadded && { differs: 'white space' }),
  }
}

function ofExpiredSecret({ lastFour, expiresAt = 0 }: ClientSecret): Evidence {
  return { secretEndsIn: lastFour, expiredAt: new Date(expiresAt * 1000).toISOString() }
}

/** Why the client cannot authenticate by this method, whatever comes with it; undefined when it can. */
export function findMethodFailure(
  client: Client | undefined,
  method: PresentedMethod,
): AuthenticationFailure | undefined {
  if (client === undefined) return 'unknown_client'
  if (client.disabled) return 'disabled_client'
  return isRegisteredMethod(client, method) ? undefined : 'method_not_registered'
}

/**
 * Only the registered method is accepted (OpenID Connect Registration §2); `client_secret` stands for both
 * ways to send a secret (RFC 6749 §2.3.1).
 */
function isRegisteredMethod(
  { tokenEndpointAuthMethod: registered }: Client,
  method: PresentedMethod,
): boolean {
  const isEitherWay = method === 'client_secret_basic' || method === 'client_secret_post'
  return registered === method || (registered === 'client_secret' && isEitherWay)
}
