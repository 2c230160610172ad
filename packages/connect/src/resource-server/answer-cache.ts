import { IssuerError } from '../issuer/issuer-error.ts'
import { keepLatest } from '../memo/keep-latest.ts'
import type { Claims } from './token-auth.ts'

/** Answers that are kept, of each kind; then the oldest go. */
const MOST_ACTIVE = 10_000
const MOST_INACTIVE = 1000
/**
 * Tokens that are being asked about at once, each on a connection: made-up ones may not use up those that the
 * API itself needs.
 */
const MOST_ASKED = 500
/** Seconds for which "inactive" is believed at most: a token may become known to the issuer's other nodes. */
const INACTIVE_SECONDS = 5

type Answer = Claims | undefined

interface Kept {
  readonly answer: Answer
  /** Epoch milliseconds, as `until`. */
  readonly askedAt: number
  readonly until: number
}

/**
 * Remembers what the issuer said about tokens: claims, never a verdict on a request. Tokens are kept as
 * hashes only.
 */
export function createAnswerCache({
  ask,
  cacheSeconds,
}: {
  readonly ask: (token: string) => Promise<Answer>
  readonly cacheSeconds: number
}) {
  // Apart, so that made-up tokens cannot push out the answers to real ones.
  const active = new Map<string, Kept>()
  const inactive = new Map<string, Kept>()
  const asking = new Map<string, Promise<Answer>>()

  async function askAndKeep(key: string, token: string): Promise<Answer> {
    const askedAt = Date.now()
    const answer = await ask(token)
    if (answer === undefined) {
      const seconds = Math.min(cacheSeconds, INACTIVE_SECONDS)
      keepLatest(inactive, [key, { answer, askedAt, until: askedAt + seconds * 1000 }], MOST_INACTIVE)
      active.delete(key)
    } else keepLatest(active, [key, { answer, askedAt, until: askedAt + cacheSeconds * 1000 }], MOST_ACTIVE)
    return answer
  }

  return {
    /**
     * One question for all that ask about the same token at once.
     * @throws IssuerError `ISSUER_UNAVAILABLE` when too many are being asked about; whatever `ask` throws
     */
    async answerFor(token: string): Promise<Answer> {
      const key = await hash(token)
      const kept = active.get(key) ?? inactive.get(key)
      if (kept !== undefined && isFresh(kept, Date.now())) return kept.answer
      const asked = asking.get(key)
      if (asked !== undefined) return asked
      if (asking.size >= MOST_ASKED) throw tooMany()
      const answer = askAndKeep(key, token).finally(() => asking.delete(key))
      asking.set(key, answer)
      return answer
    },
  }
}

function tooMany(): IssuerError {
  const message = `The issuer is being asked about ${MOST_ASKED} tokens and has not answered yet`
  return new IssuerError('ISSUER_UNAVAILABLE', message)
}

/** Not when the clock was set back either: a revoked token would be honoured until it is there again. */
function isFresh({ askedAt, until }: Kept, now: number): boolean {
  return askedAt <= now && now < until
}

async function hash(token: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(token))
  return new TextDecoder('latin1').decode(digest)
}
