import { IssuerError } from '../../issuer/issuer-error.ts'
import type { IssuerClient } from './issuer-client.ts'
import type { SignInSettings } from './sign-in-options.ts'

/** The maximum number of characters of the issuer's page that are shown to the developer. */
const MAX_QUOTED = 300

/** The issuer is busy, which says nothing about the request. */
const TOO_MANY_REQUESTS = 429

/**
 * Before the first sign-in of an app on this machine, sends the browser's request to see whether the issuer
 * would redirect back to us. It must not redirect to a URI that it does not know (RFC 6749 §3.1.2.4), so it
 * would show a page of its own, and leave the developer guessing. Tries without a person first
 * (`prompt=none`), to which some issuers respond with a page too.
 */
export function createReturnCheck({ issuer, redirectUri }: IssuerClient, settings: SignInSettings) {
  let isChecked = !settings.isLoopback

  async function ask(url: URL): Promise<string | undefined> {
    const answer = await issuer.fetch(url.href, { redirect: 'manual' })
    const page = await answer.text()
    return answer.status < 400 || answer.status === TOO_MANY_REQUESTS ? undefined : page
  }

  return async (authorizationUrl: URL): Promise<void> => {
    if (isChecked) return
    const silent = new URL(authorizationUrl)
    silent.searchParams.set('prompt', 'none')
    const refusedSilently = (await ask(silent)) !== undefined
    const page = refusedSilently ? await ask(authorizationUrl) : undefined
    if (page === undefined) {
      isChecked = true
      return
    }
    throw new IssuerError(
      'ISSUER_WRONG',
      `${issuer.url} does not accept the client ${settings.clientId} with the redirect URI ${redirectUri}. Register exactly this redirect URI for this client. The issuer says: ${toPlainText(page)}`,
    )
  }
}

function toPlainText(html: string): string {
  const text = html
    .replace(/<(style|script|head)\b.*?<\/\1>/gs, ' ')
    .replace(/<[^<>]*>/g, ' ')
    .replace(/\s+/g, ' ')
  return text.trim().slice(0, MAX_QUOTED)
}
