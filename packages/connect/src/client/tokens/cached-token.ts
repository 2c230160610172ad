import { exactEpochSeconds, secondsFromNow } from '../epoch-seconds.ts'
import type { TokenSource } from './token-source.ts'

/**
 * Seconds before its expiry at which a token is renewed, or a tenth of its lifetime if that is shorter; until
 * the new one arrives it is still used.
 */
const RENEW_SECONDS = 60
/**
 * Seconds before its expiry at which it is no longer used, or a fiftieth of its lifetime: it might expire in
 * transit.
 */
const SPARE_SECONDS = 5
/**
 * Seconds in which a failed renewal is not tried again while the old token is still usable, and in which a
 * replaced token is not replaced again when the new one is refused too.
 */
const COOLDOWN_SECONDS = 10

export interface CachedToken {
  readonly accessToken: string
  /** Epoch seconds. */
  readonly issuedAt: number
  /** Epoch seconds. */
  readonly expiresAt: number
}

/** Caches a token and renews it in time, with one request for all callers. */
export function cacheToken(request: () => Promise<CachedToken>): TokenSource {
  let known: CachedToken | undefined
  let asking: Promise<CachedToken> | undefined
  let failedAt = 0
  let replacedAt = 0

  async function ask(): Promise<CachedToken> {
    try {
      known = await request()
      return known
    } catch (cause) {
      failedAt = exactEpochSeconds()
      throw cause
    }
  }

  function renew(): Promise<CachedToken> {
    asking ??= ask().finally(() => {
      asking = undefined
    })
    return asking
  }

  return {
    async accessToken() {
      if (known === undefined || !isUsable(known)) return (await renew()).accessToken
      const isTried = asking !== undefined || secondsFromNow(failedAt) < COOLDOWN_SECONDS
      // In the background, as the old token is still good; an error comes up again once it has expired.
      if (isDue(known) && !isTried) renew().catch(() => {})
      return known.accessToken
    },
    async replaceRejected(accessToken) {
      if (known !== undefined && known.accessToken !== accessToken && isUsable(known))
        return known.accessToken
      if (asking === undefined && secondsFromNow(replacedAt) < COOLDOWN_SECONDS) return accessToken
      const { accessToken: newer } = await renew()
      replacedAt = exactEpochSeconds()
      return newer
    },
  }
}

function isUsable(token: CachedToken): boolean {
  const life = lifeSeconds(token)
  return secondsFromNow(token.issuedAt) < life - Math.min(SPARE_SECONDS, life / 50)
}

function isDue(token: CachedToken): boolean {
  const life = lifeSeconds(token)
  return secondsFromNow(token.issuedAt) > life - Math.min(RENEW_SECONDS, life / 10)
}

function lifeSeconds({ issuedAt, expiresAt }: CachedToken): number {
  return expiresAt - issuedAt
}
