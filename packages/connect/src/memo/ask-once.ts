/** Seconds in which an issuer that gave no answer is not asked again. */
const RETRY_SECONDS = 1

/**
 * Makes a question that is asked once at a time, however many wait for the answer; a failure is theirs too
 * who ask in the next second.
 */
export function askOnce<Answer>(ask: () => Promise<Answer>): () => Promise<Answer> {
  let failed: { readonly cause: unknown; readonly at: number } | undefined
  let asking: Promise<Answer> | undefined

  async function askUnlessFailed(): Promise<Answer> {
    if (failed !== undefined && secondsSince(failed.at) < RETRY_SECONDS) throw failed.cause
    try {
      const answer = await ask()
      failed = undefined
      return answer
    } catch (cause) {
      failed = { cause, at: Date.now() }
      throw cause
    }
  }

  return () => {
    asking ??= askUnlessFailed().finally(() => {
      asking = undefined
    })
    return asking
  }
}

/**
 * A clock that is set back makes everything old: what seems to be of the future would else be kept until
 * then.
 */
export function secondsSince(milliseconds: number): number {
  return Math.abs(Date.now() - milliseconds) / 1000
}
