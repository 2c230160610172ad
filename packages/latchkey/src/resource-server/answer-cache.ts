import type { Claims } from './token-auth.ts'

/** Answers that are kept, of each kind; then the oldest go. */
const MOST_ACTIVE = 10_000
const MOST_INACTIVE = 1000
/** Seconds for which "inactive" is believed at most: a token may become known to the issuer's other nodes. */
const INACTIVE_SECONDS = 5

type Answer = Claims | undefined

interface Kept {
  readonly answer: Answer
  /** Epoch milliseconds. */
  readonly until: number
}

/** Remembers what the issuer said about tokens: claims, never a verdict on a request. Tokens are kept as hashes only. */
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
      keep(inactive, key, { answer, until: askedAt + Math.min(cacheSeconds, INACTIVE_SECONDS) * 1000 })
      active.delete(key)
    } else keep(active, key, { answer, until: askedAt + cacheSeconds * 1000 })
    return answer
  }

  return {
    /** One question for all that ask about the same token at once. */
    async answerFor(token: string): Promise<Answer> {
      const key = await hash(token)
      const kept = active.get(key) ?? inactive.get(key)
      if (kept !== undefined && Date.now() < kept.until) return kept.answer
      const under = asking.get(key) ?? askAndKeep(key, token).finally(() => asking.delete(key))
      asking.set(key, under)
      return under
    },
  }
}

function keep(map: Map<string, Kept>, key: string, kept: Kept): void {
  map.delete(key)
  map.set(key, kept)
  const [oldest] = map.keys()
  if (map.size > (kept.answer === undefined ? MOST_INACTIVE : MOST_ACTIVE) && oldest !== undefined) {
    map.delete(oldest)
  }
}

async function hash(token: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(token))
  return new TextDecoder('latin1').decode(digest)
}
