import type { Parts } from '../../flows/parts.ts'
import type { Browser } from '../../flows/sign-in/browser.ts'
import { type PendingAuthorization, toRestart } from '../../protocol/authorize/pending-authorization.ts'
import type { Parameters } from '../../protocol/parameters.ts'
import { Refusal } from '../../protocol/refusal.ts'
import { type CookieParts, readBrowser } from './cookies.ts'
import type { EdgeContext } from './edge-context.ts'

/** The hidden field that all our forms have. */
export const FORM_TOKEN = 'form_token'

/** Which form, for which transaction, of which session. A token is valid for nothing else. */
export type FormPurpose = readonly [form: string, ...bound: readonly string[]]

/** A token that proves that a form was rendered for this browser and this purpose (OWASP ASVS 3.5.1). */
export function formTokenOf(
  browser: Browser,
  purpose: FormPurpose,
  { sealer }: Pick<Parts, 'sealer'>,
): string {
  return sealer.mac('csrf', messageOf(browser, purpose))
}

/**
 * The browser that posts a form. Refuses a form from another site (by `Origin` and Fetch Metadata), and one
 * without the cookie that all our forms rely on.
 * @throws Refusal `cookies_blocked` or `page_of_another_browser`.
 */
export function readPostingBrowser(context: EdgeContext, parts: CookieParts): Browser {
  requireSameOrigin(context, parts.settings.issuer)
  const browser = readBrowser(context, parts)
  if (!browser.known) throw new Refusal('cookies_blocked')
  return browser
}

/**
 * Refuses a form that was not rendered for this browser and this purpose. The `pending` request can be
 * started again.
 */
export function requireFormToken(
  form: Parameters,
  bound: {
    readonly browser: Browser
    readonly purpose: FormPurpose
    readonly pending?: PendingAuthorization
  },
  { sealer }: Pick<Parts, 'sealer'>,
): void {
  const { browser, purpose, pending } = bound
  const token = form.get(FORM_TOKEN)
  if (token !== undefined && sealer.isMac('csrf', messageOf(browser, purpose), token)) return
  throw new Refusal('page_of_another_browser', pending && { page: toRestart(pending) })
}

function requireSameOrigin(context: EdgeContext, issuer: string): void {
  const own = new URL(issuer).origin
  const origin = context.req.header('origin')
  if (origin !== undefined && origin !== own) {
    throw new Refusal('page_of_another_browser', {
      description: `The form was sent from ${origin.slice(0, 200)}, but this server is ${own}: open its pages there`,
    })
  }
  const site = context.req.header('sec-fetch-site')
  if (site !== undefined && site !== 'same-origin' && site !== 'none')
    throw new Refusal('page_of_another_browser')
}

function messageOf(browser: Browser, purpose: FormPurpose): string {
  return JSON.stringify([browser.id, ...purpose])
}
