import type { Caller } from '../ports/caller.ts'
import type { Clock } from '../ports/clock.ts'
import type { Logger } from '../ports/logger.ts'
import type { AnsweredRequest, LogFields, RequestLog } from '../ports/request-log.ts'
import type { AuditEvent } from '../protocol/event.ts'
import { networkOf, siteOf } from '../protocol/network-of.ts'
import { createLineLimit, type LeftOut, type LineLimit } from './line-limit.ts'

/** Requests under way of which something was noted. Beyond that, the oldest is given up. */
const MOST_NOTED = 1000
/** Characters of a path. */
const LONGEST_PATH = 200

/** Creates the lines of requests. */
export function createRequestLog({
  logger,
  clock,
}: {
  readonly logger: Logger
  readonly clock: Clock
}): RequestLog {
  const notes = new Map<Caller, LogFields>()
  const refused = createLineLimit(clock, (leftOut) =>
    logger.warn(toFields(leftOut), 'too many refused requests: these have no line of their own'),
  )
  const faults = createLineLimit(clock, (leftOut) =>
    logger.error(toFields(leftOut), 'too many faults: these have no line of their own'),
  )

  function take(caller: Caller): LogFields | undefined {
    if (notes.size === 0) return undefined
    const noted = notes.get(caller)
    if (noted !== undefined) notes.delete(caller)
    return noted
  }

  function note(caller: Caller, fields: LogFields): void {
    const noted = notes.get(caller)
    notes.set(caller, noted === undefined ? fields : { ...noted, ...fields })
    const [oldest] = notes.size > MOST_NOTED ? notes.keys() : []
    if (oldest !== undefined) giveUp(oldest)
  }

  /** Of a request whose end nobody reports, the event must still be in the log. */
  function giveUp(caller: Caller): void {
    const noted = take(caller)
    const { requestId } = caller
    if (noted?.event !== undefined) logger.info({ requestId, ...noted }, String(noted.event))
  }

  return {
    note,
    event(event, caller) {
      const isPart = event.outcome === 'failure' && caller !== undefined
      if (isPart && notes.get(caller)?.event === undefined) note(caller, ofFailure(event))
      else logger.info({ event: event.name, ...withoutName(event) }, event.name)
    },
    answered(request) {
      const { caller, method, status } = request
      const { requestId } = caller
      const noted = take(caller)
      const milliseconds = Math.round(performance.now() - request.startedAt)
      const line = { requestId, method, path: request.path.slice(0, LONGEST_PATH), status, milliseconds }
      if (noted?.err !== undefined) writeFault(line, noted, { request, logger, faults })
      else if (isRefused(status, noted)) writeRefusal(line, noted, { request, logger, refused })
      else if (status >= 500) logger.warn({ ...line, ...noted }, 'request')
      else logger.info(noted === undefined ? line : { ...line, ...noted }, 'request')
    },
    flush() {
      for (const caller of notes.keys()) giveUp(caller)
      refused.flush()
      faults.flush()
    },
  }
}

/** Also what is unknown here, such as a path, and a failure that is answered with a page. */
function isRefused(status: number, noted: LogFields | undefined): boolean {
  return noted?.reason !== undefined || noted?.event !== undefined || (status >= 400 && status < 500)
}

/** What is about an account, such as a token that was replayed, is never left out for the noise of others. */
function writeRefusal(
  line: LogFields,
  noted: LogFields | undefined,
  { request, logger, refused }: { request: AnsweredRequest; logger: Logger; refused: LineLimit },
): void {
  const { address } = request.caller
  if (noted?.accountId === undefined && !refused.admit(networkOf(address), siteOf(address))) return
  const message = noted?.reason === undefined ? 'request' : 'refused'
  logger.info({ ...line, address, ...noted }, message)
}

/** While the database is away, every request fails for the same cause, and a few lines tell that. */
function writeFault(
  line: LogFields,
  noted: LogFields,
  { request, logger, faults }: { request: AnsweredRequest; logger: Logger; faults: LineLimit },
): void {
  if (!faults.admit(toCause(noted.err))) return
  logger.error({ ...line, address: request.caller.address, ...noted }, 'fault')
}

function toCause(err: unknown): string {
  return (err instanceof Error ? `${err.name}: ${err.message}` : typeof err).slice(0, LONGEST_PATH)
}

/** The members of an event that the request's line does not have already. */
function ofFailure({
  name,
  requestId: _,
  outcome: __,
  id,
  at: ___,
  detail,
  ...event
}: AuditEvent): LogFields {
  return { event: name, eventId: id, ...detail, ...event }
}

function withoutName({ name: _, ...event }: AuditEvent): LogFields {
  return event
}

function toFields({ lines, most, since }: LeftOut): LogFields {
  return { lines, most, since: new Date(since * 1000).toISOString() }
}
