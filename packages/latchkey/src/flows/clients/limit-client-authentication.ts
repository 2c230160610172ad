import type { PresentedCredentials } from '../../protocol/client-authentication/presented-credentials.ts'
import { networkOf } from '../../protocol/network-of.ts'
import type { Caller } from '../caller.ts'
import type { Parts } from '../parts.ts'

/**
 * Two counters of failures: this address at this client's secret (guessing; keys cannot be guessed), and this
 * address at any client, known or not, because each failure costs a row and an event.
 */
export async function countFailedAuthentication(
  { clientId, method }: PresentedCredentials,
  caller: Caller,
  {
    storage,
    settings,
    clock,
    events,
    clientThrottle,
  }: Pick<Parts, 'storage' | 'settings' | 'clock' | 'events' | 'clientThrottle'>,
): Promise<void> {
  events.report({ name: 'client.authentication_failed', outcome: 'failure', clientId, ...caller })
  const { clientSecretAttemptsPerAddress, anyClientAttemptsPerAddress, clientSecretWindowSeconds } =
    settings.limits
  const key = `client:${networkOf(caller.address)}`
  const atThisClient = { key: `${key}:${clientId}`, limit: clientSecretAttemptsPerAddress, blocked: clientId }
  const atAnyClient = { key, limit: anyClientAttemptsPerAddress, blocked: undefined }
  const counters = method.startsWith('client_secret') ? [atThisClient, atAnyClient] : [atAnyClient]
  for (const { blocked, ...counter } of counters) {
    const limit = { ...counter, windowSeconds: clientSecretWindowSeconds }
    const verdict = await storage.attempts.take(limit, clock.now())
    if (verdict.remaining === 0) clientThrottle.block(caller, blocked, verdict.resetsAt)
  }
}
