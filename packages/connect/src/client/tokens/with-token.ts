import { toSendableBody } from './replayable-body.ts'
import type { TokenSource } from './token-source.ts'

/**
 * `accepted`: the API did not object to the token, or asks for a stronger sign-in (RFC 9470). `refused`: it
 * refused the newest token. `irreplaceable`: it refused the token and there is no newer one. `unrepeatable`:
 * there is a newer one, but the body was a stream too long to be kept.
 */
export type TokenVerdict = 'accepted' | 'refused' | 'irreplaceable' | 'unrepeatable'

/**
 * `fetch` with an access token (RFC 6750 §2.1). When the API answers 401, a newer token is fetched and the
 * request repeated, once; a streamed body of more than 1 MiB is not repeated. A redirect to another origin is
 * followed without the token.
 * @throws SignInRequired, IssuerError, and what `fetch` throws when the API does not answer
 */
export async function fetchWithToken(
  source: TokenSource,
  url: string | URL,
  init: RequestInit = {},
): Promise<Response> {
  return (await sendWithToken(source, url, init)).response
}

/** The same, and whether the API accepted the token. */
export async function sendWithToken(
  source: TokenSource,
  url: string | URL,
  init: RequestInit,
): Promise<{ readonly response: Response; readonly verdict: TokenVerdict }> {
  const headers = new Headers(init.headers)
  const token = await source.accessToken()
  const { body, isReplayable } = await toSendableBody(init.body, headers.get('content-length'))
  const send = (accessToken: string) => {
    headers.set('authorization', `Bearer ${accessToken}`)
    const request: RequestInit & { duplex: 'half' } = { ...init, headers, body, duplex: 'half' }
    return fetch(url, request)
  }

  const first = await send(token)
  if (!isTokenRefused(first)) return { response: first, verdict: 'accepted' }
  const newer = await replace(source, token, first)
  if (newer === undefined) return { response: first, verdict: 'irreplaceable' }
  if (newer === token) return { response: first, verdict: 'refused' }
  if (!isReplayable) return { response: first, verdict: 'unrepeatable' }
  await discard(first)
  const second = await send(newer)
  return { response: second, verdict: isTokenRefused(second) ? 'refused' : 'accepted' }
}

/**
 * A newer token of the same sign-in would be refused too when the API asks for a stronger one (RFC 9470 §3).
 */
function isTokenRefused(response: Response): boolean {
  if (response.status !== 401) return false
  const challenge = response.headers.get('www-authenticate') ?? ''
  return !/\berror\s*=\s*"?insufficient_user_authentication\b/i.test(challenge)
}

async function replace(source: TokenSource, token: string, refusal: Response): Promise<string | undefined> {
  try {
    return await source.replaceRejected(token)
  } catch (cause) {
    await discard(refusal)
    throw cause
  }
}

/** Releases the connection; errors of a body that is thrown away do not matter. */
async function discard(response: Response): Promise<void> {
  await response.body?.cancel().catch(() => {})
}
