import type { TokenSource } from './token-source.ts'

/**
 * A token is renewed when less than this is left of it, or a tenth of its life if that is shorter; meanwhile
 * it is still used.
 */
const RENEW_SECONDS = 60
/**
 * It is no longer used when less than this is left, or a fiftieth of its life: it would expire on its way.
 */
const SPARE_SECONDS = 5
/**
 * In which a renewal that failed is not tried again while the old token will do, nor is a new token replaced
 * that was refused too.
 */
const PATIENCE_SECONDS = 10

export interface CachedToken {
  readonly accessToken: string
  /** Epoch seconds. */
  readonly issuedAt: number
  /** Epoch seconds. */
  readonly expiresAt: number
}

/** Keeps a token, and renews it in time with one request for all who ask. */
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
      failedAt = epochSeconds()
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
      const isTried = asking !== undefined || epochSeconds() - failedAt < PATIENCE_SECONDS
      // In the background, as nobody has to wait for it; a failure is met again when the token has expired.
      if (isDue(known) && !isTried) renew().catch(() => {})
      return known.accessToken
    },
    async replaceRejected(accessToken) {
      if (known !== undefined && known.accessToken !== accessToken && isUsable(known))
        return known.accessToken
      if (asking === undefined && epochSeconds() - replacedAt < PATIENCE_SECONDS) return accessToken
      const { accessToken: newer } = await renew()
      replacedAt = epochSeconds()
      return newer
    },
  }
}

function isUsable(token: CachedToken): boolean {
  return epochSeconds() < token.expiresAt - Math.min(SPARE_SECONDS, lifeSeconds(token) / 50)
}

function isDue(token: CachedToken): boolean {
  return epochSeconds() > token.expiresAt - Math.min(RENEW_SECONDS, lifeSeconds(token) / 10)
}

function lifeSeconds({ issuedAt, expiresAt }: CachedToken): number {
  return expiresAt - issuedAt
}

function epochSeconds(): number {
  return Date.now() / 1000
}
