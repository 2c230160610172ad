import { hash } from 'node:crypto'
import type { Caller } from '../../ports/caller.ts'
import type { AuthenticationFailure } from '../../protocol/client-authentication/decide-client-authentication.ts'
import type { PresentedCredentials } from '../../protocol/client-authentication/presented-credentials.ts'
import type { ClientAuthenticationMethod } from '../../protocol/clients/client.ts'
import { toShownClientId } from '../../protocol/clients/unknown-client-id.ts'
import { networkOf } from '../../protocol/network-of.ts'
import type { Evidence, Refusal } from '../../protocol/refusal.ts'
import type { Parts } from '../parts.ts'

/** What was presented, and which part of it failed. */
export interface FailedAuthentication {
  readonly credentials: PresentedCredentials
  readonly failure: AuthenticationFailure
  /** The method of the client, if there is such a client. */
  readonly registered: ClientAuthenticationMethod | undefined
  /** The registered id that an unknown one was probably meant to be. */
  readonly nearest?: string | undefined
  /** More about what failed. */
  readonly evidence?: Evidence | undefined
  /** What the client is told instead of the usual text. */
  readonly refusal?: Refusal | undefined
}

/** The client id of a failure, for the log and the event. */
export function toFailedId({ credentials, failure, nearest }: FailedAuthentication): string {
  const { clientId } = credentials
  return failure === 'unknown_client' ? toShownClientId(clientId, nearest) : clientId
}

/** What the operator's log says of a failure, so that nobody has to guess which of the causes it was. */
export function toEvidence({ credentials, failure, registered, evidence, refusal }: FailedAuthentication) {
  const sent = credentials.method
  const more = { ...evidence, ...refusal?.detail.evidence }
  return { failure, sent, ...(registered !== undefined && { registered: inWords(registered) }), ...more }
}

/** Beside `sent=client_secret_basic`, the name of both ways, `client_secret`, would look like another one. */
function inWords(method: ClientAuthenticationMethod): string {
  return method === 'client_secret' ? 'header or body' : method
}

/**
 * Reports a failure, and counts it: by this address at this client's secret (guessing; keys cannot be
 * guessed), and by this address at any client, known or not, because each failure costs a row and an event.
 * A right secret in the wrong place is not counted: whoever has it need not guess, and some libraries try
 * the header first and the body next.
 * @throws Refusal `too_many_attempts` for one more than is allowed
 */
export async function countFailedAuthentication(
  failed: FailedAuthentication,
  caller: Caller,
  parts: Pick<Parts, 'storage' | 'settings' | 'clock' | 'events' | 'clientThrottle'>,
): Promise<void> {
  const { credentials, failure } = failed
  const { failure: reason, ...detail } = toEvidence(failed)
  parts.events.report(
    {
      name: 'client.authentication_failed',
      outcome: 'failure',
      clientId: toFailedId(failed),
      reason,
      detail,
    },
    caller,
  )
  if (failure !== 'secret_in_wrong_place') await countGuess(credentials, caller, parts)
}

async function countGuess(
  { clientId, method }: PresentedCredentials,
  caller: Caller,
  {
    storage,
    settings,
    clock,
    clientThrottle,
  }: Pick<Parts, 'storage' | 'settings' | 'clock' | 'clientThrottle'>,
): Promise<void> {
  const { clientSecretAttemptsPerAddress, anyClientAttemptsPerAddress, clientSecretWindowSeconds } =
    settings.limits
  const key = `client:${networkOf(caller.address)}`
  // As a digest: what was sent as the id may be a secret, and the key is stored.
  const ofClient = `${key}:${hash('sha256', clientId, 'base64url')}`
  const atThisClient = { key: ofClient, limit: clientSecretAttemptsPerAddress, blocked: clientId }
  const atAnyClient = { key, limit: anyClientAttemptsPerAddress, blocked: undefined }
  const counters = method.startsWith('client_secret') ? [atThisClient, atAnyClient] : [atAnyClient]
  let isOneTooMany = false
  for (const { blocked, ...counter } of counters) {
    const limit = { ...counter, windowSeconds: clientSecretWindowSeconds }
    const now = clock.now()
    const verdict = await storage.attempts.take(limit, now)
    if (verdict.remaining === 0) clientThrottle.block(caller, blocked, { from: now, until: verdict.resetsAt })
    isOneTooMany ||= verdict.outcome === 'exhausted'
  }
  // Other nodes have counted the last one that was allowed: this one is not told that it was wrong.
  if (isOneTooMany) clientThrottle.requireOpen(caller, clientId, clock.now())
}
