import type { Parts } from '../../flows/parts.ts'
import type { Caller } from '../../ports/caller.ts'
import { Refusal, type RefusalReason } from '../../protocol/refusal.ts'

/** Refusals that are routine, or that have an event of their own. */
const UNRECORDED: ReadonlySet<RefusalReason> = new Set<RefusalReason>([
  'login_required',
  'consent_required',
  'access_denied',
  'client_authentication_failed',
  'too_many_attempts',
  'code_replayed',
  'refresh_token_replayed',
])

/** Notes what was thrown for the request's line, in full but without secrets; the client is told less. */
export function reportThrown(
  cause: unknown,
  at: { readonly path: string; readonly caller: Caller },
  { events, requestLog }: Pick<Parts, 'events' | 'requestLog'>,
): void {
  if (!(cause instanceof Refusal)) {
    requestLog.note(at.caller, { err: cause })
    return
  }
  const { reason, detail } = cause
  const { description, evidence } = detail
  const clientId = detail.returnTo?.clientId ?? evidence?.clientId
  // For the developer of a client, and for whoever monitors attempts to bypass a rule (OWASP ASVS 16.3.2,
  // 16.3.3).
  if (typeof clientId === 'string' && !UNRECORDED.has(reason)) {
    const { clientId: _, ...parts } = evidence ?? {}
    const path = at.path.slice(0, 200)
    const event = { name: 'request.refused', outcome: 'failure', clientId, reason } as const
    events.report({ ...event, detail: { path, ...parts } }, at.caller)
  }
  requestLog.note(at.caller, {
    reason,
    ...(description !== undefined && { description }),
    ...(clientId !== undefined && { clientId }),
    ...evidence,
  })
}
