import type { Parts } from '../parts.ts'
import type { Browser } from '../sign-in/browser.ts'
import { type AuthorizationOutcome, loadPosition, proceed } from './continue-authorization.ts'
import { mintPending, type ReceivedRequest } from './mint-pending-authorization.ts'

/**
 * Begins an authorization request (OAuth 2.1 §4.1.1). With a live session and a remembered consent this
 * writes nothing.
 */
export async function authorize(
  request: ReceivedRequest,
  browser: Browser,
  parts: Parts,
): Promise<AuthorizationOutcome> {
  const pending = mintPending(request, browser, parts)
  return proceed(await loadPosition(pending, browser, parts), parts)
}
