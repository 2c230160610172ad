import { ExtensionFailure, type PlainResponse } from 'latchkey-connect/internal'
import { PasswordHashingBusy } from '../../ports/accounts.ts'
import { StorageFailure } from '../../ports/storage-failure.ts'
import type { EdgeContext } from '../edge/edge-context.ts'
import type { Site } from '../site.ts'
import { answerJson } from './answer-json.ts'
import { answerPage } from './answer-page.ts'
import { homePath } from './home-path.ts'
import { LONGEST_RETRY } from './longest-retry.ts'

/** `Retry-After` in seconds after a temporary error. */
export const RETRY_SECONDS = 5

/**
 * The response to an unexpected error: only says so, with the request id (RFC 6749 §4.1.2.1;
 * RFC 7009 §2.2.1).
 */
export function answerErrorAsJson(cause: unknown, requestId: string): PlainResponse {
  const error_description = `Something went wrong on the server; its log has it under request ${requestId}`
  if (!isTemporary(cause)) return answerJson({ error: 'server_error', error_description }, { status: 500 })
  return answerJson(
    { error: 'temporarily_unavailable', error_description },
    { status: 503, headers: { 'Retry-After': String(RETRY_SECONDS) } },
  )
}

export function answerErrorAsPage(context: EdgeContext, site: Site, cause: Error): Response {
  const temporary = isTemporary(cause)
  if (temporary) context.header('Retry-After', String(RETRY_SECONDS))
  return answerPage(context, site, {
    page: site.pages.error,
    view: {
      kind: temporary ? 'unavailable' : 'server_error',
      at: site.parts.clock.now(),
      onward: [...retry(context), { to: 'home', url: homePath(site) }],
    },
    status: temporary ? 503 : 500,
    formless: true,
  })
}

/** The response to an unknown path, or to a wrong method. */
export function answerRoutingError(
  context: EdgeContext,
  site: Site,
  problem:
    | { readonly kind: 'not_found' }
    | { readonly kind: 'method_not_allowed'; readonly methods: readonly string[] },
): Response {
  const status = problem.kind === 'not_found' ? 404 : 405
  if (problem.kind === 'method_not_allowed') context.header('Allow', problem.methods.join(', '))
  context.set('languageLinks', 'relative')
  const onward = [{ to: 'home', url: homePath(site) } as const]
  const view = { kind: problem.kind, at: site.parts.clock.now(), onward }
  return answerPage(context, site, { page: site.pages.error, view, status, formless: true })
}

/** The same address again, if there is a page at it and it is not long. */
function retry({ req }: EdgeContext): readonly { readonly to: 'retry'; readonly url: string }[] {
  const { pathname, search } = new URL(req.url)
  const url = `${pathname}${search}`
  return req.method === 'GET' && url.length <= LONGEST_RETRY ? [{ to: 'retry', url }] : []
}

/**
 * True for a temporary error: the database is unreachable, too many passwords are being hashed, or a function
 * of the embedder's did not answer in time.
 */
function isTemporary(cause: unknown): boolean {
  const isLate = cause instanceof ExtensionFailure && cause.fault === 'late'
  return isLate || cause instanceof StorageFailure || cause instanceof PasswordHashingBusy
}
