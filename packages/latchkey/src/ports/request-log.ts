import type { AuditEvent } from '../protocol/event.ts'
import type { Caller } from './caller.ts'

/** Members of a line in the log, by name. */
export type LogFields = Readonly<Record<string, unknown>>

/** What is known of a request when it has been answered. */
export interface AnsweredRequest {
  /** Only the line of a refusal or a fault has the address. */
  readonly caller: Caller
  readonly method: string
  /** Without the query. */
  readonly path: string
  readonly status: number
  /** Of `performance.now()`. */
  readonly startedAt: number
}

/** The lines of requests in the log: one for each, with everything that is known of it by then. */
export interface RequestLog {
  /** Adds members to the line of a request that is under way. Later ones win. */
  note(caller: Caller, fields: LogFields): void
  /** Writes a line for an event. That of a request that fails is part of the request's line instead. */
  event(event: AuditEvent, caller?: Caller): void
  /** Writes the line of a request. */
  answered(request: AnsweredRequest): void
  /** Writes what still waits. Called before the server closes. */
  flush(): void
}
