import type { Client } from '../clients/client.ts'
import { isWithin } from '../is-within.ts'
import { explainRedirectUri } from '../redirect-uri/explain-redirect-uri.ts'
import { type Evidence, refuse } from '../refusal.ts'
import type { AuthorizationCode } from './authorization-code.ts'
import type { CodeRequest } from './parse-code-request.ts'

/** Seconds that a code lives at most, whatever is configured (RFC 6749 §4.1.2). */
export const LONGEST_CODE_SECONDS = 600

/**
 * A code may be redeemed only by the client that requested it, until it expires (OAuth 2.1 §4.1.3). Expired,
 * foreign and forged codes are refused in the same words. If a redirect URI is sent, it must be that of the
 * authorization request (OAuth 2.1 §10.2); without PKCE it must be sent, as nothing else binds the code to
 * that request (RFC 6749 §4.1.3, §10.6).
 */
export function requireRedeemableCode(
  code: AuthorizationCode,
  request: Pick<CodeRequest, 'redirectUri'>,
  { client, now }: { readonly client: Client; readonly now: number },
): void {
  const invalid = (evidence: Evidence) => refuse('code_invalid', undefined, evidence)
  if (code.clientId !== client.clientId)
    invalid({ failure: 'issued_to_another_client', issuedTo: code.clientId })
  if (code.expiresAt <= now) invalid({ failure: 'expired', expiredSecondsAgo: now - code.expiresAt })
  const span = { from: code.expiresAt - LONGEST_CODE_SECONDS, until: code.expiresAt }
  if (!isWithin(span, now)) invalid({ failure: 'issued_in_the_future' })
  if (code.registrationId !== client.registrationId) invalid({ failure: 'client_was_made_anew' })
  if (request.redirectUri === undefined && needsRedirectUri(code)) {
    refuse('redirect_uri_missing', 'Without PKCE, send the redirect_uri of the authorization request too')
  }
  if (request.redirectUri !== undefined && request.redirectUri !== code.redirectUri) {
    refuse('code_invalid', 'redirect_uri must be the one of the authorization request', {
      failure: 'other_redirect_uri',
      ...explainRedirectUri(request.redirectUri, [code.redirectUri]),
    })
  }
}

function needsRedirectUri({ codeChallenge, redirectUriLeftOut }: AuthorizationCode): boolean {
  return codeChallenge === undefined && redirectUriLeftOut !== true
}
