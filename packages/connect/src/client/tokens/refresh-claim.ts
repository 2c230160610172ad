import type { OpenSession, SessionKeeper } from '../sessions/session-keeper.ts'
import { CLAIM_MILLISECONDS } from '../sessions/session-record.ts'

const RENEW_MILLISECONDS = 1000

/**
 * Writes our claim and returns the session with it; `undefined` when another was first, or the session has
 * ended.
 */
export async function claim(keeper: SessionKeeper, session: OpenSession): Promise<OpenSession | undefined> {
  const claimedUntilMs = Date.now() + CLAIM_MILLISECONDS
  const outcome = await keeper.replace(session, { ...session.record, claimedUntilMs })
  return typeof outcome === 'string' ? undefined : outcome
}

/** Renews a claim until `stop`, which returns the session as it was last written. */
export function keepClaim(keeper: SessionKeeper, claimed: OpenSession) {
  let latest = claimed
  let renewing = Promise.resolve()
  const renew = async () => {
    latest = (await claim(keeper, latest)) ?? latest
  }
  const timer = setInterval(() => {
    // A failed renewal does not stop the work: whether it won is decided when it stores the result.
    renewing = renewing.then(renew).catch(() => {})
  }, RENEW_MILLISECONDS)
  return {
    async stop(): Promise<OpenSession> {
      clearInterval(timer)
      await renewing
      return latest
    },
  }
}
