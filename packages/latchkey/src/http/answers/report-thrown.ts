import type { Caller } from '../../flows/caller.ts'
import type { Parts } from '../../flows/parts.ts'
import type { Logger } from '../../ports/logger.ts'
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

/** Reports what was thrown, in full but without secrets; the client is told less. */
export function reportThrown(
  cause: unknown,
  at: { readonly path: string; readonly caller: Caller },
  { events, logger }: Pick<Parts, 'events'> & { readonly logger: Logger },
): void {
  const path = at.path.slice(0, 200)
  const request = { req_id: at.caller.requestId, path }
  if (!(cause instanceof Refusal)) {
    logger.error({ ...request, err: cause }, 'fault')
    return
  }
  const { reason, detail } = cause
  logger.info({ ...request, reason, description: detail.description, ...detail.evidence }, 'refused')
  // For the developer of a client, and for whoever monitors attempts to bypass a rule (OWASP ASVS 16.3.2,
  // 16.3.3).
  const clientId = detail.returnTo?.clientId ?? detail.evidence?.clientId
  if (typeof clientId !== 'string' || UNRECORDED.has(reason)) return
  events.report({
    name: 'request.refused',
    outcome: 'failure',
    clientId,
    reason,
    detail: { path },
    ...at.caller,
  })
}
