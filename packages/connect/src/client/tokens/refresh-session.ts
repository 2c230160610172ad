import { setTimeout } from 'node:timers/promises'
import { IssuerError } from '../../issuer/issuer-error.ts'
import { keepLatest } from '../../memo/keep-latest.ts'
import { secondsSince } from '../../memo/seconds-since.ts'
import type { SessionSecret } from '../sessions/seal-session.ts'
import type { OpenSession, SessionKeeper } from '../sessions/session-keeper.ts'
import { isClaimed, type SessionTokens } from '../sessions/session-record.ts'
import { SignInRequired } from '../sign-in-required.ts'
import { claim, keepClaim } from './refresh-claim.ts'
import type { Refreshed } from './refresh-request.ts'
import { endUnlessRefreshed, storeRefreshed } from './store-refreshed.ts'

/** Milliseconds after which those who wait look again whether the refresh is done. */
const LOOK_MILLISECONDS = 100
/**
 * The maximum number of milliseconds that a request waits for other processes; longer than one of them can
 * take.
 */
const MAX_WAIT_MILLISECONDS = 25_000
/**
 * Seconds after an outage in which the issuer is not asked again, so that requests fail at once instead
 * of piling up.
 */
const AWAY_SECONDS = 1
/** The maximum number of token responses that are kept in memory because the store could not save them. */
const MAX_UNSAVED = 1000

type IsStale = (tokens: SessionTokens) => boolean

export interface SessionRefresher {
  /**
   * The session with fresh tokens. Stale ones are refreshed first, once for all callers, here and in other
   * processes.
   * @throws SignInRequired when the session is over; IssuerError when the issuer is unreachable
   */
  freshen(secret: SessionSecret, isStale: IsStale): Promise<OpenSession>
}

export interface RefresherParts {
  readonly keeper: SessionKeeper
  readonly request: (session: OpenSession['record']) => Promise<Refreshed | 'invalid_grant'>
  /** Called with the refresh token that was issued for a session that has ended meanwhile. */
  readonly discard: (refreshToken: string | undefined) => void
}

/**
 * Refreshes each session once at a time: within a process by one promise per session, among processes by a
 * claim in the record, which only one can set.
 */
export function createSessionRefresher(parts: RefresherParts): SessionRefresher {
  const running = new Map<string, Promise<OpenSession>>()
  const refresh = createRefresh(parts)
  return {
    async freshen(secret, isStale) {
      for (;;) {
        const others = running.get(secret.key)
        if (others === undefined) break
        const session = await others
        if (!isStale(session.record.tokens)) return session
      }
      const mine = takeTurn({ ...parts, refresh }, secret, isStale).finally(() => running.delete(secret.key))
      running.set(secret.key, mine)
      return mine
    },
  }
}

type Refresh = ReturnType<typeof createRefresh>

/** Waits until the session is fresh or it is our turn, whichever is first. */
async function takeTurn(
  { keeper, refresh }: RefresherParts & { readonly refresh: Refresh },
  secret: SessionSecret,
  isStale: IsStale,
): Promise<OpenSession> {
  const giveUpAt = performance.now() + MAX_WAIT_MILLISECONDS
  while (performance.now() < giveUpAt) {
    const session = await keeper.load(secret)
    if (session === undefined) throw new SignInRequired('The session has ended')
    const { tokens } = session.record
    if (!isStale(tokens)) return session
    if (tokens.refreshToken === undefined) {
      throw new SignInRequired('The access token has expired, and the issuer gave no refresh token')
    }
    refresh.requireIssuer()
    const claimed = isClaimed(session.record) ? undefined : await claim(keeper, session)
    if (claimed !== undefined) return refresh.run(claimed)
    await setTimeout(LOOK_MILLISECONDS)
  }
  const message = 'Another process is refreshing this session, and does not finish'
  throw new IssuerError('ISSUER_UNAVAILABLE', message)
}

/** What the process does that has the claim. */
function createRefresh({ keeper, request, discard }: RefresherParts) {
  const unsaved = createUnsaved()
  let away: { readonly at: number; readonly cause: IssuerError } | undefined

  /** Gives up the claim, so that others may try at once; if the store cannot be told, the claim expires. */
  async function release(session: OpenSession, cause: unknown): Promise<never> {
    if (cause instanceof IssuerError && cause.code === 'ISSUER_UNAVAILABLE') {
      away = { at: Date.now(), cause }
    }
    await keeper.replace(session, { ...session.record, claimedUntilMs: 0 }).catch(() => {})
    throw cause
  }

  async function ask(claimed: OpenSession): Promise<Refreshed | 'invalid_grant'> {
    return unsaved.find(claimed) ?? request(claimed.record)
  }

  return {
    /** Fails fast after an outage. @throws IssuerError when the issuer was away a moment ago */
    requireIssuer() {
      if (away !== undefined && secondsSince(away.at) < AWAY_SECONDS) throw away.cause
    },
    async run(claimed: OpenSession): Promise<OpenSession> {
      const kept = keepClaim(keeper, claimed)
      const refreshed = await ask(claimed).catch(async (cause) => release(await kept.stop(), cause))
      const session = await kept.stop()
      if (refreshed === 'invalid_grant') return endUnlessRefreshed(keeper, session)
      unsaved.keep(session, refreshed)
      const stored = await storeRefreshed(keeper, session, refreshed)
      unsaved.forget(session)
      if (stored !== undefined) return stored
      discard(refreshed.tokens.refreshToken)
      throw new SignInRequired('The session was ended')
    },
  }
}

/**
 * Token responses that could not be stored: the refresh token has been redeemed and must not be used again.
 */
function createUnsaved() {
  const waiting = new Map<string, { readonly redeemed: string | undefined; readonly refreshed: Refreshed }>()
  return {
    find({ secret, record }: OpenSession): Refreshed | undefined {
      const found = waiting.get(secret.key)
      return found !== undefined && found.redeemed === record.tokens.refreshToken
        ? found.refreshed
        : undefined
    },
    keep({ secret, record }: OpenSession, refreshed: Refreshed): void {
      keepLatest(waiting, [secret.key, { redeemed: record.tokens.refreshToken, refreshed }], MAX_UNSAVED)
    },
    forget: ({ secret }: OpenSession) => void waiting.delete(secret.key),
  }
}
