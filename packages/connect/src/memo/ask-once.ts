import { secondsSince } from './seconds-since.ts'

/** Seconds after a failure in which the request is not repeated. */
const RETRY_SECONDS = 1

/**
 * Wraps a request so that all who ask at the same time share one; a failure is repeated to those who ask in
 * the next second.
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
