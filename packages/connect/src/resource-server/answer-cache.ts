import { IssuerError } from '../issuer/issuer-error.ts'
import { keepLatest } from '../memo/keep-latest.ts'
import type { Claims } from './token-auth.ts'

/** The maximum number of answers that are cached, of each kind; beyond that, the oldest are removed. */
const MAX_ACTIVE = 10_000
const MAX_INACTIVE = 1000
/**
 * The maximum number of tokens that are introspected at once, each on a connection: made-up tokens must not
 * use up the connections that the API itself needs.
 */
const MAX_ASKED = 500
/**
 * The maximum number of seconds for which "inactive" is believed: the issuer's other nodes may learn of a
 * token a little later.
 */
const INACTIVE_SECONDS = 5

type Answer = Claims | undefined

interface Kept {
  readonly answer: Answer
  /** Epoch milliseconds, as `until`. */
  readonly askedAt: number
  readonly until: number
}

/**
 * Caches what the issuer said about tokens: their claims, never the verdict on a request. Keys are hashes of
 * the tokens.
 */
export function createAnswerCache({
  ask,
  cacheSeconds,
}: {
  readonly ask: (token: string) => Promise<Answer>
  readonly cacheSeconds: number
}) {
  // Separate, so that made-up tokens cannot evict the answers to real ones.
  const active = new Map<string, Kept>()
  const inactive = new Map<string, Kept>()
  const asking = new Map<string, Promise<Answer>>()

  async function askAndKeep(key: string, token: string): Promise<Answer> {
    const askedAt = Date.now()
    const answer = await ask(token)
    if (answer === undefined) {
      const seconds = Math.min(cacheSeconds, INACTIVE_SECONDS)
      keepLatest(inactive, [key, { answer, askedAt, until: askedAt + seconds * 1000 }], MAX_INACTIVE)
      active.delete(key)
    } else keepLatest(active, [key, { answer, askedAt, until: askedAt + cacheSeconds * 1000 }], MAX_ACTIVE)
    return answer
  }

  return {
    /**
     * The issuer's answer about a token, from the cache or from one request for all who ask at the same time.
     * @throws IssuerError `ISSUER_UNAVAILABLE` when too many are being asked about; whatever `ask` throws
     */
    async answerFor(token: string): Promise<Answer> {
      const key = await hash(token)
      const kept = active.get(key) ?? inactive.get(key)
      if (kept !== undefined && isFresh(kept, Date.now())) return kept.answer
      const asked = asking.get(key)
      if (asked !== undefined) return asked
      if (asking.size >= MAX_ASKED) throw tooMany()
      const answer = askAndKeep(key, token).finally(() => asking.delete(key))
      asking.set(key, answer)
      return answer
    },
  }
}

function tooMany(): IssuerError {
  const message = `The issuer is being asked about ${MAX_ASKED} tokens and has not answered yet`
  return new IssuerError('ISSUER_UNAVAILABLE', message)
}

/** False also after the clock was set back: a revoked token would be accepted until it has caught up. */
function isFresh({ askedAt, until }: Kept, now: number): boolean {
  return askedAt <= now && now < until
}

async function hash(token: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(token))
  return new TextDecoder('latin1').decode(digest)
}
