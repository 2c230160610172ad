import type { Caller } from '../ports/caller.ts'
import type { Clock } from '../ports/clock.ts'
import type { Events } from '../ports/events.ts'
import type { Logger } from '../ports/logger.ts'
import type { Random } from '../ports/random.ts'
import type { RequestLog } from '../ports/request-log.ts'
import type { EventStore } from '../ports/stores/event-store.ts'
import type { AuditEvent } from '../protocol/event.ts'
import { type AnonymousEventLimits, createAnonymousEvents } from './limit-anonymous-events.ts'
import { createTelling } from './tell-listener.ts'

/** Milliseconds that an event may wait for others before all are stored in one step. */
const GATHER_MILLISECONDS = 500
/**
 * The maximum number of events that may wait. In a flood, further ones are only counted and written to the
 * log, which has limits of its own.
 */
const MAX_WAITING = 1000
/**
 * Of these, the most that may be events which anyone can cause, so that their noise leaves room for what
 * matters.
 */
const MAX_NOISE = 200

export interface EventLog extends Events {
  /** Stores the waiting events. */
  flush(): Promise<void>
  /**
   * Stores them, and how many others were counted, and waits until the listener has heard of them. Called
   * before the server closes.
   */
  close(): Promise<void>
}

/**
 * Writes every event to the log at once, and to storage in batches, so that no request waits for storage. Of
 * those that anyone can cause, only so many are stored; one row counts the rest. If the process is killed,
 * the events of the last half second, and the counts of the last minute, are in the log only.
 */
export function createEventLog(parts: {
  readonly store: EventStore
  readonly logger: Logger
  readonly requestLog: Pick<RequestLog, 'event'>
  readonly clock: Clock
  readonly random: Random
  readonly limits: AnonymousEventLimits
  readonly onEvent: ((event: AuditEvent) => Promise<void>) | undefined
}): EventLog {
  const { logger } = parts
  const anonymous = createAnonymousEvents(parts.limits, (counting) => keep(write(counting, parts)))
  const telling = createTelling(parts.onEvent, logger)
  let waiting: AuditEvent[] = []
  let left = 0
  let timer: NodeJS.Timeout | undefined
  let storing: Promise<void> | undefined

  function storeSoon(): void {
    timer ??= setTimeout(storeWaiting, GATHER_MILLISECONDS).unref()
  }

  /** Stores one batch at a time; while the database is slow, a limited number of events wait. */
  function storeWaiting(): Promise<void> {
    clearTimeout(timer)
    timer = undefined
    storing ??= storeBatch().finally(() => {
      storing = undefined
      if (waiting.length > 0) storeSoon()
    })
    return storing
  }

  async function storeBatch(): Promise<void> {
    const batch = waiting
    waiting = []
    if (left > 0) logger.warn({ events: left }, 'too many events at once: these are in the log only')
    left = 0
    if (batch.length > 0 && (await append(batch, parts))) telling.tell(batch)
  }

  function keep(event: AuditEvent): void {
    if (waiting.length >= MAX_WAITING) left += 1
    else waiting.push(event)
    storeSoon()
  }

  async function flush(): Promise<void> {
    await storing
    await storeWaiting()
  }

  return {
    report(reported, caller) {
      const event = write({ ...reported, ...caller }, parts, caller)
      if (anonymous.admit(event, waiting.length < MAX_NOISE)) keep(event)
    },
    flush,
    async close() {
      anonymous.end()
      await flush()
      await telling.finished()
    },
  }
}

/** True when the events were stored. */
async function append(
  events: readonly AuditEvent[],
  { store, logger }: { readonly store: EventStore; readonly logger: Logger },
): Promise<boolean> {
  try {
    await store.append(events)
    return true
  } catch (cause) {
    logger.error({ err: cause, events: events.length }, 'events were not stored')
    return false
  }
}

/** Writes the event to the log. */
function write(
  reported: Omit<AuditEvent, 'id' | 'at'>,
  parts: {
    readonly requestLog: Pick<RequestLog, 'event'>
    readonly clock: Clock
    readonly random: Random
  },
  caller?: Caller,
): AuditEvent {
  const event = toEvent(reported, parts)
  parts.requestLog.event(event, caller)
  return event
}

/** Counts within this process, so that the events of one second keep their order. */
let sequence = 0

/**
 * Adds time and id. The id sorts by time: seconds and a counter in base 36, then random bits that differ
 * between nodes.
 */
function toEvent(
  reported: Omit<AuditEvent, 'id' | 'at'>,
  { clock, random }: { clock: Clock; random: Random },
): AuditEvent {
  const at = clock.now()
  const id = `${at.toString(36).padStart(7, '0')}${(sequence++ % 36 ** 4).toString(36).padStart(4, '0')}${Buffer.from(random.bytes(6)).toString('hex')}`
  return { id, at, ...reported }
}
