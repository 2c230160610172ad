import { clientCredentialsGrantRequest, processClientCredentialsResponse } from 'oauth4webapi'
import {
  type ClientCredentialOptions,
  credentialOptionNames,
  requireUsableCredentials,
  toClientAuthentication,
} from '../../issuer/client-authentication.ts'
import { createIssuer, type Issuer, type IssuerOptions, issuerOptionNames } from '../../issuer/issuer.ts'
import { requireKnownOptions } from '../../options/require-known-options.ts'
import { exactEpochSeconds } from '../epoch-seconds.ts'
import { type CachedToken, cacheToken } from './cached-token.ts'
import { explainCredentialRefusal } from './explain-credential-refusal.ts'
import { requireBearer } from './require-bearer.ts'
import { retryWhileUnavailable } from './retry-while-unavailable.ts'
import type { TokenSource } from './token-source.ts'
import { fetchWithToken } from './with-token.ts'

/**
 * Seconds that a token is assumed to live when the issuer does not say (RFC 6749 §5.1 only recommends it).
 */
const ASSUMED_SECONDS = 300

/** Options of `clientCredentials`. A `clientSecret` or a `privateKey` is required. */
export interface ClientCredentialsOptions extends IssuerOptions, ClientCredentialOptions {
  readonly clientId: string
  /** Scopes, separated by spaces. Default: what the issuer grants when none are named. */
  readonly scope?: string | undefined
  /** The API that the token is for (RFC 8707 §2). Default: what the issuer chooses. */
  readonly resource?: string | undefined
}

/** Access tokens for a program that acts for itself, without anyone signing in. */
export interface ClientCredentials extends TokenSource {
  /**
   * `fetch` with the token; when the API answers 401, a newer one is fetched and the request repeated, once.
   */
  fetch(url: string | URL, init?: RequestInit): Promise<Response>
}

const NAMES: Readonly<Record<keyof ClientCredentialsOptions, true>> = {
  ...issuerOptionNames,
  clientId: true,
  ...credentialOptionNames,
  scope: true,
  resource: true,
}

/**
 * Gets access tokens by the client credentials grant (RFC 6749 §4.4). A token is cached until shortly before
 * it expires, and fetched once for all callers; while the issuer is unreachable, a token that is still valid
 * stays in use. The methods throw IssuerError; its message names what to change.
 * @throws TypeError when an option is missing, unknown or not usable
 */
export function clientCredentials(options: ClientCredentialsOptions): ClientCredentials {
  requireUsable(options)
  const issuer = createIssuer(options)
  // Safe to repeat: a second token does no harm.
  const source = cacheToken(() => retryWhileUnavailable(() => request(issuer, options)))
  return { ...source, fetch: (url, init) => fetchWithToken(source, url, init) }
}

function requireUsable(options: ClientCredentialsOptions): void {
  requireKnownOptions('clientCredentials', options, Object.keys(NAMES))
  requireUsableCredentials(options)
  if (!options.clientId)
    throw new TypeError('clientId is empty: set it to the ID that the client is registered by')
  if (options.clientSecret === undefined && options.privateKey === undefined) {
    throw new TypeError(
      'Give clientSecret or privateKey: only a client that can prove itself gets a token for itself (RFC 6749 §4.4)',
    )
  }
}

async function request(issuer: Issuer, options: ClientCredentialsOptions): Promise<CachedToken> {
  const client = { client_id: options.clientId }
  const requestedAt = exactEpochSeconds()
  try {
    const as = await issuer.metadata()
    const authentication = await toClientAuthentication(options)
    const parameters = toParameters(options)
    const response = await clientCredentialsGrantRequest(
      as,
      client,
      authentication,
      parameters,
      issuer.requestOptions(),
    )
    const answer = await processClientCredentialsResponse(as, client, response)
    requireBearer(answer)
    // Counted from the request: the token was issued then or later, so it does not live longer here than
    // there.
    const expiresAt = requestedAt + (answer.expires_in ?? ASSUMED_SECONDS)
    return { accessToken: answer.access_token, issuedAt: requestedAt, expiresAt }
  } catch (cause) {
    throw explainCredentialRefusal(cause, options)
  }
}

function toParameters({ scope, resource }: ClientCredentialsOptions): URLSearchParams {
  const parameters = new URLSearchParams()
  if (scope !== undefined) parameters.set('scope', scope)
  if (resource !== undefined) parameters.set('resource', resource)
  return parameters
}
