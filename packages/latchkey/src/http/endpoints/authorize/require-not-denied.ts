import { deny } from '../../../flows/authorize/answer-consent.ts'
import {
  type AuthorizationPosition,
  openPosition,
  openPositionToDeny,
} from '../../../flows/authorize/continue-authorization.ts'
import type { Browser } from '../../../flows/sign-in/browser.ts'
import type { PendingAuthorization } from '../../../protocol/authorize/pending-authorization.ts'
import type { Parameters } from '../../../protocol/parameters.ts'
import { callerOf } from '../../edge/caller-of.ts'
import type { EdgeContext } from '../../edge/edge-context.ts'
import { type FormPurpose, readPostingBrowser, requireFormToken } from '../../edge/form-token.ts'
import type { Site } from '../../site.ts'

/** What the form of a page is for, and whether its button ends the request. */
interface Press {
  readonly isDenied: boolean
  readonly purposeOf: (pending: PendingAuthorization) => FormPurpose
}

/**
 * The position of a form with which the person goes on, and the browser that sent it.
 * @throws Refusal `access_denied` when the button was Deny or Cancel; others when the form is not good
 */
export async function requireNotDenied(
  form: Parameters,
  { isDenied, purposeOf }: Press,
  { context, site }: { readonly context: EdgeContext; readonly site: Site },
): Promise<{ readonly position: AuthorizationPosition; readonly browser: Browser }> {
  const browser = readPostingBrowser(context, site.parts, form)
  const open = isDenied ? openPositionToDeny : openPosition
  const position = await open(form.get('request') ?? '', browser, site.parts)
  const { pending } = position
  requireFormToken(form, { browser, purpose: purposeOf(pending), pending }, site.parts)
  if (isDenied) return deny(position, callerOf(context), site.parts)
  return { position, browser }
}
