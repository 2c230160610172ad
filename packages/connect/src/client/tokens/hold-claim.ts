import type { OpenSession, SessionKeeper } from '../sessions/session-keeper.ts'

/**
 * Milliseconds for which one process alone may refresh; it says so again while it works. When it dies, the
 * next one tries with the same refresh token, and must do so before the issuer takes that for a replay.
 */
const CLAIM_MILLISECONDS = 3000
const RENEW_MILLISECONDS = 1000

export function isClaimed({ record }: OpenSession): boolean {
  return (record.claimedUntilMs ?? 0) > Date.now()
}

/** The session as it is with our claim in it; `undefined` when somebody else was first, or it has ended. */
export async function claim(keeper: SessionKeeper, session: OpenSession): Promise<OpenSession | undefined> {
  const claimedUntilMs = Date.now() + CLAIM_MILLISECONDS
  const outcome = await keeper.replace(session, { ...session.record, claimedUntilMs })
  return typeof outcome === 'string' ? undefined : outcome
}

/** Renews a claim until `stop`, which answers the session as it was written last. */
export function holdClaim(keeper: SessionKeeper, claimed: OpenSession) {
  let held = claimed
  let renewing = Promise.resolve()
  const renew = async () => {
    held = (await claim(keeper, held)) ?? held
  }
  const timer = setInterval(() => {
    // Who cannot renew it works on: whether it won is decided when it stores what it got.
    renewing = renewing.then(renew).catch(() => {})
  }, RENEW_MILLISECONDS)
  return {
    async stop(): Promise<OpenSession> {
      clearInterval(timer)
      await renewing
      return held
    },
  }
}
