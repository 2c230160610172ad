import type { Browser } from '../../../flows/sign-in/browser.ts'
import type { HiddenFields } from '../../../pages/page.ts'
import type { PendingAuthorization } from '../../../protocol/authorize/pending-authorization.ts'
import { FORM_TOKEN, type FormPurpose, formTokenOf } from '../../edge/form-token.ts'
import type { Site } from '../../site.ts'

/** The pages that name a person, whose answer counts for nobody else. */
type NamingPage = 'consent' | 'confirm'

/** What the form of such a page carries along: the request, and the account that the page names. */
export function toNamedFields(
  page: NamingPage,
  { pending, namedAccountId }: { readonly pending: PendingAuthorization; readonly namedAccountId: string },
  { browser, site }: { readonly browser: Browser; readonly site: Site },
): HiddenFields {
  const named = { ...pending, namedAccountId }
  return {
    [FORM_TOKEN]: formTokenOf(browser, namedPurposeOf(page, named), site.parts),
    request: site.parts.sealer.seal('pending_authorization', named),
  }
}

/** A request without the account, as it stands in the page's address, is good for no form. */
export function namedPurposeOf(page: NamingPage, { id, namedAccountId }: PendingAuthorization): FormPurpose {
  return [page, id, namedAccountId ?? '']
}
