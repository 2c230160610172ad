import type { Caller } from '../../ports/caller.ts'
import type { SecretDecision } from '../../protocol/client-authentication/decide-client-authentication.ts'
import type { Parts } from '../parts.ts'

/** The comparisons of one request. One that fails waits to be counted until the request ends. */
export interface Guesses {
  /**
   * Compares, once every earlier wrong guess of this address at this client is counted: however many come at
   * once, no more are compared than are allowed. @throws Refusal `too_many_attempts`
   */
  compare(clientId: string, compare: () => SecretDecision): Promise<SecretDecision>
  end(): void
}

export function createGuesses(
  caller: Caller,
  { clientThrottle, clock }: Pick<Parts, 'clientThrottle' | 'clock'>,
): Guesses {
  const counted: (() => void)[] = []
  return {
    async compare(clientId, compare) {
      // A request with a guess of its own does not wait: two such could wait for each other.
      while (counted.length === 0) {
        const earlier = clientThrottle.uncounted(caller, clientId)
        if (earlier === undefined) break
        await earlier
      }
      // From here on nothing is awaited, so that no other request of this process slips in.
      clientThrottle.requireOpen(caller, clientId, clock.now())
      const decision = compare()
      if (decision.outcome === 'failed' && decision.failure === 'wrong_secret') {
        counted.push(clientThrottle.awaitCount(caller, clientId))
      }
      return decision
    },
    end() {
      for (const each of counted) each()
    },
  }
}
