import type { SecretDecision } from '../../protocol/client-authentication/decide-client-authentication.ts'
import type { Caller } from '../caller.ts'
import type { Parts } from '../parts.ts'

/** The comparisons of one request. One that fails waits to be counted until the request ends. */
export interface Guesses {
  /** Compares, unless as many guesses as are allowed wait already. @throws Refusal `too_many_attempts` */
  compare(clientId: string, compare: () => SecretDecision): SecretDecision
  end(): void
}

export function createGuesses(
  caller: Caller,
  { clientThrottle, clock, settings }: Pick<Parts, 'clientThrottle' | 'clock' | 'settings'>,
): Guesses {
  const uncounted: (() => void)[] = []
  return {
    // Nothing is awaited in between, so that no other request of this process slips in.
    compare(clientId, compare) {
      clientThrottle.requireOpen(caller, clientId, clock.now())
      const decision = compare()
      if (decision.outcome === 'failed' && decision.failure === 'wrong_secret') {
        const limit = settings.limits.clientSecretAttemptsPerAddress
        uncounted.push(clientThrottle.awaitCount(caller, clientId, limit))
      }
      return decision
    },
    end() {
      for (const counted of uncounted) counted()
    },
  }
}
