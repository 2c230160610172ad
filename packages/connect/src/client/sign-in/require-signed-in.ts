import { IssuerError } from '../../issuer/issuer-error.ts'
import { requireKnownOptions } from '../../options/require-known-options.ts'
import { epochSeconds, secondsFromNow } from '../epoch-seconds.ts'
import type { SessionRecord } from '../sessions/session-record.ts'
import { SignInRequired } from '../sign-in-required.ts'
import type { Tokens } from '../tokens/tokens.ts'
import type { UserClaims } from '../user.ts'
import { toReturnPath } from './return-path.ts'
import type { SignInSettings } from './sign-in-options.ts'

/** Who is signed in, and their tokens. */
export interface SignedIn<User = UserClaims> {
  readonly user: User
  readonly tokens: Tokens
}

/** A signed-in person, with the record of the session. */
export interface FoundSession extends SignedIn {
  readonly record: SessionRecord
}

/**
 * What a page demands of the sign-in (step-up, RFC 9470). Whoever does not meet it is sent back to the
 * issuer.
 */
export interface SignInDemands {
  /** The person proved who they are within these seconds. */
  readonly maxAgeSeconds?: number
  /** The sign-in reached one of these. */
  readonly acrValues?: readonly string[]
  /**
   * The page calls APIs. At an issuer that gives no refresh token the access token expires before the
   * session; then the browser goes through the login for a new one, which the issuer often gives without
   * asking. Default: false.
   */
  readonly needsAccessToken?: boolean
}

const DEMANDS: Readonly<Record<keyof SignInDemands, true>> = {
  maxAgeSeconds: true,
  acrValues: true,
  needsAccessToken: true,
}

/**
 * Refuses demands that would let everybody in, such as one that is `undefined` or mistyped.
 * @throws TypeError that names the demand
 */
export function requireDemands(demands: SignInDemands): SignInDemands {
  requireKnownOptions('requireSignIn', demands, Object.keys(DEMANDS))
  const { maxAgeSeconds, acrValues } = demands
  if ('maxAgeSeconds' in demands && !(Number.isInteger(maxAgeSeconds) && Number(maxAgeSeconds) >= 0))
    throw new TypeError('requireSignIn: maxAgeSeconds must be a whole number of seconds, or left out')
  if ('acrValues' in demands && !(Array.isArray(acrValues) && acrValues.length > 0))
    throw new TypeError('requireSignIn: acrValues must be a list with at least one value, or left out')
  if ('needsAccessToken' in demands && typeof demands.needsAccessToken !== 'boolean')
    throw new TypeError('requireSignIn: needsAccessToken must be true or false, or left out')
  return demands
}

/** True when the person need not go to the issuer now, or could not because it is unreachable. */
export async function isSignedInEnough(
  found: FoundSession | undefined,
  demands: SignInDemands,
  { clockToleranceSeconds }: SignInSettings,
): Promise<boolean> {
  if (found === undefined || !meets(found.record, demands, clockToleranceSeconds)) return false
  const { tokens, createdAt } = found.record
  // Without a refresh token the access token may have expired; the person stays signed in until the session
  // ends. A token that had expired when it came would lead to the login for ever.
  const isForPageAlone = !demands.needsAccessToken || secondsFromNow(createdAt) < YOUNG_SECONDS
  if (tokens.refreshToken === undefined && isForPageAlone) return true
  try {
    await found.tokens.accessToken()
    return true
  } catch (cause) {
    if (cause instanceof SignInRequired) return false
    if (cause instanceof IssuerError) return true
    throw cause
  }
}

/** Seconds after a sign-in in which another one would bring no better token. */
const YOUNG_SECONDS = 5

function meets(
  { authTime = 0, acr }: SessionRecord,
  { maxAgeSeconds, acrValues }: SignInDemands,
  toleranceSeconds: number,
): boolean {
  const age = epochSeconds() - authTime
  // One from the future is by a clock that was ahead, and would count as recent until then.
  const isPast = age >= -toleranceSeconds
  const isRecent = maxAgeSeconds === undefined || (isPast && age <= maxAgeSeconds + toleranceSeconds)
  return isRecent && (acrValues === undefined || (acr !== undefined && acrValues.includes(acr)))
}

/** Redirects the request of a page to the login; tells a script where the login is, in JSON. */
export function answerSignInRequired(
  request: Request,
  demands: SignInDemands,
  settings: SignInSettings,
): Response {
  const headers = new Headers({ 'cache-control': 'no-store' })
  if (isNavigation(request)) {
    const { pathname, search } = new URL(request.url)
    headers.set('location', toLoginPath(settings, demands, toReturnPath(pathname + search, settings.origin)))
    return new Response(null, { status: 302, headers })
  }
  const body = { error: 'sign_in_required', login: toLoginPath(settings, demands) }
  return Response.json(body, { status: 401, headers })
}

function toLoginPath(
  { paths }: SignInSettings,
  { maxAgeSeconds, acrValues }: SignInDemands,
  returnTo?: string,
): string {
  const query = new URLSearchParams({
    ...(returnTo !== undefined && { return_to: returnTo }),
    ...(maxAgeSeconds !== undefined && { max_age: String(maxAgeSeconds) }),
    ...(acrValues !== undefined && { acr_values: acrValues.join(' ') }),
  })
  return query.size === 0 ? paths.login : `${paths.login}?${query}`
}

/** Longer values in a link are ignored: they have to fit in a cookie. */
const MAX_ACR_CHARACTERS = 500

/**
 * What a link to the login may ask for: where to come back to, and a stronger sign-in, never a weaker one.
 */
export function parseLoginQuery(query: URLSearchParams): SignInDemands & { readonly returnTo?: string } {
  const [returnTo, maxAge, acrValues] = ['return_to', 'max_age', 'acr_values'].map((name) => query.get(name))
  return {
    ...(returnTo && { returnTo }),
    ...(maxAge && /^\d{1,9}$/.test(maxAge) && { maxAgeSeconds: Number(maxAge) }),
    ...(acrValues &&
      acrValues.length <= MAX_ACR_CHARACTERS && {
        acrValues: acrValues.split(' ').filter((value) => value !== ''),
      }),
  }
}

/** Values of `Sec-Fetch-Dest` for which the person sees where a redirect leads. */
const SEEN = ['document', 'iframe', 'frame']

/**
 * Browsers say what the response is for (Fetch Metadata §2.1); older ones ask for a page by its content type.
 */
function isNavigation({ method, headers }: Request): boolean {
  if (method !== 'GET' && method !== 'HEAD') return false
  const destination = headers.get('sec-fetch-dest')
  return destination === null
    ? (headers.get('accept') ?? '').includes('text/html')
    : SEEN.includes(destination)
}
