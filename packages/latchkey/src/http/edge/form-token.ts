import type { Parts } from '../../flows/parts.ts'
import type { Browser } from '../../flows/sign-in/browser.ts'
import { type PendingAuthorization, toRestart } from '../../protocol/authorize/pending-authorization.ts'
import type { Parameters } from '../../protocol/parameters.ts'
import { toPrintableText } from '../../protocol/printable-text.ts'
import { Refusal, type RefusalReason } from '../../protocol/refusal.ts'
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
 * without the cookie that all our forms rely on. The request in the `form` can be started again.
 * @throws Refusal `cookies_blocked`, `form_origin_withheld` or `form_of_another_site`.
 */
export function readPostingBrowser(context: EdgeContext, parts: CookieParts, form?: Parameters): Browser {
  const pending = readPending(form, parts)
  requireSameOrigin(context, parts.settings.issuer, pending)
  const browser = readBrowser(context, parts)
  if (!browser.known) refuseForm('cookies_blocked', pending)
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
    readonly pending?: PendingAuthorization | undefined
  },
  { sealer }: Pick<Parts, 'sealer'>,
): void {
  const { browser, purpose, pending } = bound
  const token = form.get(FORM_TOKEN)
  if (token !== undefined && sealer.isMac('csrf', messageOf(browser, purpose), token)) return
  refuseForm('form_token_wrong', pending)
}

/**
 * Browsers send `Origin` with every POST, but only `null` from a page whose Referrer-Policy is `no-referrer`
 * (Fetch §3.1), which something in front of us may have set. Then `Sec-Fetch-Site`, which no page can set,
 * tells our own from a sandboxed or foreign one (Fetch Metadata §2.3).
 */
function requireSameOrigin(
  context: EdgeContext,
  issuer: string,
  pending: PendingAuthorization | undefined,
): void {
  const own = new URL(issuer).origin
  const origin = context.req.header('origin')
  const site = context.req.header('sec-fetch-site')
  if (origin !== undefined && origin !== own && origin !== 'null') {
    const sender = toPrintableText(origin, 200)
    const description = `The form was sent from ${sender}, but this server is ${own}: open its pages there`
    refuseForm('form_of_another_site', pending, description)
  }
  if (site !== undefined && site !== 'same-origin' && site !== 'none') {
    refuseForm('form_of_another_site', pending)
  }
  if (origin === 'null' && site !== 'same-origin') {
    refuseForm('form_origin_withheld', pending, ORIGIN_WITHHELD)
  }
}

const ORIGIN_WITHHELD =
  'The form came with Origin: null and no Sec-Fetch-Site: same-origin. If a proxy sets Referrer-Policy, let it pass on the one that this server sends'

function refuseForm(
  reason: RefusalReason,
  pending: PendingAuthorization | undefined,
  description?: string,
): never {
  throw new Refusal(reason, {
    ...(description !== undefined && { description }),
    ...(pending && { page: toRestart(pending) }),
  })
}

/** Whosever it is: nothing is done with it but to start it again. */
function readPending(
  form: Parameters | undefined,
  { sealer }: Pick<Parts, 'sealer'>,
): PendingAuthorization | undefined {
  const opened = sealer.unseal('pending_authorization', form?.get('request') ?? '')
  return opened as PendingAuthorization | undefined
}

function messageOf(browser: Browser, purpose: FormPurpose): string {
  return JSON.stringify([browser.id, ...purpose])
}
