import type { PageView } from '../../pages/default-pages.ts'
import type { PageRefusalReason, RefusalReason } from '../../protocol/refusal.ts'

type ErrorKind = PageView<'error'>['kind']

/** What a refusal is shown as. */
type ErrorPage = readonly [kind: ErrorKind, status: number]

/** The refusals of pages and forms, each with a page of its own. */
const ofPages: Readonly<Record<PageRefusalReason, ErrorPage>> = {
  page_without_request: ['no_request', 403],
  page_address_damaged: ['damaged_address', 403],
  page_expired: ['expired', 403],
  page_of_another_browser: ['another_browser', 403],
  cookies_blocked: ['cookies_blocked', 400],
  page_already_allowed: ['already_allowed', 400],
  page_already_denied: ['already_denied', 400],
  page_denied_too_late: ['denied_too_late', 400],
  page_already_finished: ['already_finished', 400],
  form_origin_withheld: ['origin_withheld', 403],
  form_of_another_site: ['another_site', 403],
  form_token_wrong: ['form_token', 403],
  signed_out_meanwhile: ['signed_out', 403],
  account_changed: ['account_changed', 403],
  account_gone: ['account_gone', 403],
}

/** Refusals of a form of ours. Elsewhere, they are about the request of an app. */
const ofForms: { readonly [Reason in RefusalReason]?: ErrorPage } = {
  request_too_large: ['too_large', 413],
  malformed_request: ['unreadable', 400],
  duplicate_parameter: ['unreadable', 400],
  unsupported_media_type: ['unreadable', 400],
}

/** True for a refusal of a page or a form, which only people see. */
export function isPageRefusal(reason: RefusalReason): reason is PageRefusalReason {
  return Object.hasOwn(ofPages, reason)
}

/** Where it happened: apps send requests to two of our addresses, and our own forms post to the others. */
export type ErrorAddress = 'authorize' | 'logout' | 'form'

/** Which error page a refusal is shown on, with which status. */
export function errorPageOf(reason: RefusalReason, at: ErrorAddress): ErrorPage {
  if (isPageRefusal(reason)) return ofPages[reason]
  if (reason === 'too_many_attempts') return ['too_many_requests', 429]
  if (at === 'logout') return ['logout_request', 400]
  return (at === 'form' ? ofForms[reason] : undefined) ?? ['authorization_request', 400]
}
