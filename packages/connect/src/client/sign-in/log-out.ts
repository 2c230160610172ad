import { revocationRequest } from 'oauth4webapi'
import { isCrossSite } from '../cross-site.ts'
import type { OpenSession, SessionKeeper } from '../sessions/session-keeper.ts'
import { SignInError } from '../sign-in-error.ts'
import type { AppCookies } from './app-cookies.ts'
import { toBrowserEndpoint } from './browser-endpoint.ts'
import type { IssuerClient } from './issuer-client.ts'
import type { SignInSettings } from './sign-in-options.ts'

interface LogoutParts {
  readonly settings: SignInSettings
  readonly cookies: AppCookies
  readonly issuerClient: IssuerClient
  readonly keeper: SessionKeeper
}

/**
 * Ends the session here, whatever the issuer does, then at the issuer (OpenID Connect RP-Initiated Logout
 * §2). The optional `state` is for clients that keep something until the browser returns; here nothing is
 * left to keep.
 * @throws SignInError when a page of another site asks for it
 */
export async function logOut(
  parts: LogoutParts,
  request: Request,
  session: OpenSession | undefined,
): Promise<Response> {
  const { settings, cookies, keeper } = parts
  if (isCrossSite(request.headers, settings.origin)) {
    throw new SignInError(
      'FOREIGN_REQUEST',
      'Another site asked to sign out. Link to your own page from there.',
    )
  }
  // A prefetched link (`Sec-Purpose`) has not been clicked. The browser discards an error response, and asks
  // again at the click.
  if (request.headers.get('sec-purpose')?.startsWith('prefetch')) {
    return new Response(null, { status: 503, headers: { 'cache-control': 'no-store' } })
  }
  if (session !== undefined) {
    await keeper.end(session.secret)
    revokeInBackground(parts, session.record.tokens.refreshToken)
  }
  const location = await decideLocation(parts, session)
  const headers = new Headers({ location, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' })
  headers.append('set-cookie', cookies.set(cookies.session, '', 0))
  return new Response(null, { status: 303, headers })
}

async function decideLocation(
  { settings, issuerClient }: LogoutParts,
  session: OpenSession | undefined,
): Promise<string> {
  const { afterLogout } = settings.paths
  if (session === undefined) return afterLogout
  const as = await issuerClient.metadata().catch((cause: unknown) => {
    settings.log.warn({ err: cause }, 'Signed out here, and not at the issuer: it does not answer')
    return undefined
  })
  const url = as && toBrowserEndpoint(as, 'end_session_endpoint')
  if (url === undefined) return afterLogout
  url.searchParams.set('id_token_hint', session.record.idToken)
  url.searchParams.set('client_id', settings.clientId)
  url.searchParams.set('post_logout_redirect_uri', settings.origin + afterLogout)
  return url.href
}

/**
 * Tells the issuer that a refresh token will not be used again (RFC 7009 §2). Nobody waits for it, and
 * nothing depends on it.
 */
export function revokeInBackground(
  { settings, issuerClient }: Pick<LogoutParts, 'settings' | 'issuerClient'>,
  refreshToken: string | undefined,
): void {
  if (refreshToken === undefined) return
  revoke(issuerClient, refreshToken).catch((cause: unknown) => {
    settings.log.warn({ err: cause }, 'A refresh token could not be revoked')
  })
}

async function revoke(
  { issuer, client, metadata, authentication }: IssuerClient,
  token: string,
): Promise<void> {
  const as = await metadata()
  if (as.revocation_endpoint === undefined) return
  await revocationRequest(as, client, await authentication(), token, {
    ...issuer.requestOptions(),
    additionalParameters: { token_type_hint: 'refresh_token' },
  })
}
