import type { Logger } from './logger.ts'

/** Tells the log when something that is done again and again begins to fail, and when it works again. */
export interface FailureLog {
  /** Logs the first failure, and further ones when their reason is another. */
  failed(cause: unknown): void
  worked(): void
}

/** `what` is the subject of the log's sentences: "key maintenance". */
export function createFailureLog(logger: Logger, what: string): FailureLog {
  let reason: string | undefined
  let failures = 0
  return {
    failed(cause) {
      failures += 1
      const now = cause instanceof Error ? cause.message : typeof cause
      if (now !== reason) logger.error({ err: cause }, `${what} failed`)
      reason = now
    },
    worked() {
      if (failures > 0) logger.info({ failures }, `${what} works again`)
      failures = 0
      reason = undefined
    },
  }
}
