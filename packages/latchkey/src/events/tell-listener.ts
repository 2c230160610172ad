import { createFailureLog } from '../ports/failure-log.ts'
import type { Logger } from '../ports/logger.ts'
import type { AuditEvent } from '../protocol/event.ts'

/** The operator's listener. */
export interface Telling {
  /** Calls it with events, in their order, without waiting for it. */
  tell(events: readonly AuditEvent[]): void
  /** Resolves when every call has ended, well or badly. */
  finished(): Promise<void>
}

/** `onEvent` has a time limit, so that no call is waited for without end. */
export function createTelling(
  onEvent: ((event: AuditEvent) => Promise<void>) | undefined,
  logger: Logger,
): Telling {
  const failures = createFailureLog(logger, 'onEvent')
  const underWay = new Set<Promise<void>>()
  const call = (event: AuditEvent, listener: (event: AuditEvent) => Promise<void>) => {
    const ending = listener(event).then(failures.worked, failures.failed)
    underWay.add(ending)
    void ending.then(() => underWay.delete(ending))
  }
  return {
    tell(events) {
      if (onEvent === undefined) return
      for (const event of events) call(event, onEvent)
    },
    async finished() {
      await Promise.all(underWay)
    },
  }
}
