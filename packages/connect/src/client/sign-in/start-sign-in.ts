import {
  calculatePKCECodeChallenge,
  generateRandomCodeVerifier,
  generateRandomNonce,
  generateRandomState,
} from 'oauth4webapi'
import type { IssuerMetadata } from '../../issuer/issuer.ts'
import { IssuerError } from '../../issuer/issuer-error.ts'
import { epochSeconds } from '../epoch-seconds.ts'
import { type AppCookies, parseCookies } from './app-cookies.ts'
import { toBrowserEndpoint } from './browser-endpoint.ts'
import type { IssuerClient } from './issuer-client.ts'
import { toReturnPath } from './return-path.ts'
import type { SignInSettings } from './sign-in-options.ts'
import { findSuperfluous, STARTED_SECONDS, type StartedSignIn, toCookieValue } from './started-sign-in.ts'

/** What one sign-in asks for, beyond what all sign-ins of this app do. */
export interface StartOptions {
  /** A path of this app to come back to. Anything else counts as `/`. */
  readonly returnTo?: string | undefined
  readonly prompt?: 'none' | 'login' | 'consent' | 'select_account' | 'create' | undefined
  /** The person must have proved who they are within these seconds (OpenID Connect Core §3.1.2.1). */
  readonly maxAgeSeconds?: number | undefined
  /** The sign-in must reach one of these (OpenID Connect Core §3.1.2.1, `acr_values`). */
  readonly acrValues?: readonly string[] | undefined
  /** Who is expected to sign in; the issuer may fill it into its form. */
  readonly loginHint?: string | undefined
  /** Instead of the option `scope`; must contain `openid`. */
  readonly scope?: string | undefined
}

interface StartParts {
  readonly settings: SignInSettings
  readonly cookies: AppCookies
  readonly issuerClient: IssuerClient
  /**
   * Checks the request at the issuer if needed. @throws IssuerError when the issuer would not redirect back
   */
  readonly requireReturn: (authorizationUrl: URL) => Promise<void>
}

/**
 * Redirects the browser to the issuer (OpenID Connect Core §3.1.2.1), with a cookie to check the response by.
 */
export async function startSignIn(
  parts: StartParts,
  request: Request,
  options: StartOptions,
): Promise<Response> {
  const { settings, cookies, issuerClient } = parts
  const [state, now] = [generateRandomState(), epochSeconds()]
  const started: StartedSignIn = {
    startedAt: now,
    codeVerifier: generateRandomCodeVerifier(),
    nonce: generateRandomNonce(),
    returnTo: decideReturn(options.returnTo, settings),
    maxAgeSeconds: options.maxAgeSeconds,
    acrValues: options.acrValues,
  }
  const metadata = await issuerClient.metadata()
  const url = toEndpoint(metadata)
  const parameters = {
    ...(await toParameters(parts, started, options)),
    ...toAcrDemand(metadata, parts, options),
  }
  for (const [name, value] of Object.entries({ ...parameters, state })) {
    if (value !== undefined) url.searchParams.set(name, value)
  }
  await parts.requireReturn(url)
  const headers = new Headers({ location: url.href, 'cache-control': 'no-store' })
  for (const name of findSuperfluous(parseCookies(request.headers.get('cookie')), cookies, now)) {
    headers.append('set-cookie', cookies.set(name, '', 0))
  }
  headers.append(
    'set-cookie',
    cookies.set(cookies.startedName(state), toCookieValue(started), STARTED_SECONDS),
  )
  return new Response(null, { status: 302, headers })
}

/**
 * The path to come back to, unless it is one of the sign-in itself: nobody signs in to be signed out again.
 */
function decideReturn(asked: string | undefined, { origin, paths }: SignInSettings): string {
  const path = toReturnPath(asked, origin)
  const isOurs = [paths.login, paths.callback, paths.logout].some((own) => path?.split(/[?#]/, 1)[0] === own)
  return path === undefined || isOurs ? paths.home : path
}

function toEndpoint(metadata: IssuerMetadata): URL {
  const url = toBrowserEndpoint(metadata, 'authorization_endpoint')
  if (url !== undefined) return url
  throw new IssuerError(
    'ISSUER_WRONG',
    `The metadata of ${metadata.issuer} names no authorization_endpoint, or none that is https: nobody can sign in there`,
  )
}

async function toParameters(
  { settings, issuerClient }: StartParts,
  { codeVerifier, nonce }: StartedSignIn,
  { prompt, maxAgeSeconds, acrValues, loginHint, scope }: StartOptions,
): Promise<Readonly<Record<string, string | undefined>>> {
  return {
    ...settings.authorizationParameters,
    client_id: settings.clientId,
    redirect_uri: issuerClient.redirectUri,
    response_type: 'code',
    scope: scope ?? settings.scope,
    resource: settings.resource,
    nonce,
    code_challenge: await calculatePKCECodeChallenge(codeVerifier),
    code_challenge_method: 'S256',
    ...(prompt !== undefined && { prompt }),
    ...(maxAgeSeconds !== undefined && { max_age: String(maxAgeSeconds) }),
    ...(acrValues !== undefined && { acr_values: acrValues.join(' ') }),
    ...(loginHint !== undefined && { login_hint: loginHint }),
  }
}

/**
 * The answer is refused here if it reaches none of these, so the issuer is asked for one as essential, where
 * it can be: it then refuses before anybody signs in for nothing (OpenID Connect Core §5.5.1.1). `acr_values`
 * alone is only a wish.
 */
function toAcrDemand(
  metadata: IssuerMetadata,
  { settings }: Pick<StartParts, 'settings'>,
  { acrValues }: Pick<StartOptions, 'acrValues'>,
): { readonly claims?: string } {
  const isOwn = settings.authorizationParameters.claims !== undefined
  if (acrValues === undefined || isOwn || metadata.claims_parameter_supported !== true) return {}
  return { claims: JSON.stringify({ id_token: { acr: { essential: true, values: acrValues } } }) }
}
