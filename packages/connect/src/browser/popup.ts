/** Sign-in in a pop-up window, for static pages: a public client with PKCE (OAuth 2.1 §4.1). No imports. */

export interface SignInPopupOptions {
  /** The issuer's URL, exactly as in its metadata. Its CORS settings must allow this page's origin. */
  readonly issuer: string
  readonly clientId: string
  /** A page of this origin that calls {@link answerSignInPopup}, exactly as registered at the issuer. */
  readonly redirectUri: string
  /** Scopes, separated by spaces. */
  readonly scope?: string | undefined
  /** The API that the access token is for (RFC 8707). */
  readonly resource?: string | undefined
  /** Who is probably about to sign in (OpenID Connect Core §3.1.2.1). */
  readonly loginHint?: string | undefined
  /** `login`, `consent`, `select_account` (OpenID Connect Core §3.1.2.1). */
  readonly prompt?: string | undefined
  /** CSS pixels. Default: 480 × 680. */
  readonly width?: number | undefined
  readonly height?: number | undefined
  /** How long to wait for the person. Default: 600. */
  readonly timeoutSeconds?: number | undefined
  /** Aborts the sign-in; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined
}

/** The token response (OAuth 2.1 §3.2.3). The ID token is not verified: ask userinfo who signed in. */
export interface SignInPopupTokens {
  readonly accessToken: string
  readonly tokenType: string
  /** How long the access token lives from now, when the issuer says so. */
  readonly expiresInSeconds: number | undefined
  /** The granted scopes, which may be fewer than were asked for. */
  readonly scopes: readonly string[]
  readonly idToken: string | undefined
  readonly refreshToken: string | undefined
}

/**
 * `POPUP_BLOCKED`: the browser opened no window. `POPUP_CLOSED`: the window was closed at once. `DENIED`: the
 * person said no. `TIMED_OUT`: nobody answered in time. `ISSUER_UNAVAILABLE`: it cannot be reached.
 * `ISSUER_WRONG`: its response is unusable or another's. `REFUSED`: it sent the error code in `error`.
 */
export type SignInPopupErrorCode =
  | 'POPUP_BLOCKED'
  | 'POPUP_CLOSED'
  | 'DENIED'
  | 'TIMED_OUT'
  | 'ISSUER_UNAVAILABLE'
  | 'ISSUER_WRONG'
  | 'REFUSED'

/** A sign-in that failed. The code is stable; the message says what to change. */
export class SignInPopupError extends Error {
  override readonly name = 'SignInPopupError'
  readonly code: SignInPopupErrorCode
  /** The issuer's error code (OAuth 2.1 §3.2.4, §4.1.2.1), if it sent one. */
  readonly error: string | undefined

  constructor(code: SignInPopupErrorCode, message: string, error?: string) {
    super(message)
    this.code = code
    this.error = error
  }
}

/** The channel between the two windows. Only pages of one origin share it (HTML §9.5). */
const CHANNEL = 'latchkey-sign-in'
const LOOPBACK = ['localhost', '127.0.0.1', '[::1]']
/** Milliseconds that a request to the issuer may take. */
const REQUEST_MILLISECONDS = 10_000

/** `answer`: the redirect page was opened with this query. `received`: the window may close. */
interface PopupMessage {
  readonly kind: 'answer' | 'received'
  readonly query: string
}

/** The options, and the secrets of this one attempt. */
interface Attempt extends SignInPopupOptions {
  readonly state: string
  readonly verifier: string
}

type Metadata = Awaited<ReturnType<typeof discover>>
type JsonObject = Readonly<Record<string, unknown>>

/**
 * Signs a person in, in a pop-up window. Call it in a click handler before any `await`, or browsers block the
 * window. This page cannot tell when the window is closed later (the issuer's page has no opener): keep
 * offering the button, and abort the previous attempt through `signal`.
 * @throws SignInPopupError; TypeError when an option is wrong; the signal's reason when it was aborted
 */
export async function openSignInPopup(options: SignInPopupOptions): Promise<SignInPopupTokens> {
  requireUsableOptions(options)
  options.signal?.throwIfAborted()
  const popup = openWindow(options)
  try {
    const metadata = await discover(options.issuer)
    const attempt = { ...options, state: randomText(), verifier: randomText() }
    const answer = await waitForAnswer(popup, await toAuthorizationUrl(attempt, metadata), attempt)
    return await redeem(readCode(answer, options.issuer, metadata), attempt, metadata)
  } finally {
    popup.close() // No effect once the issuer's page has no opener; then the redirect page closes itself.
  }
}

/**
 * For the page at the redirect URI: passes its query to the page that opened the window, then closes itself.
 * If that page is gone, the window stays open, so let it say "You can close this window".
 */
export function answerSignInPopup(): void {
  const query = location.search
  // The code is worth nothing without the verifier, and still has no business in the history.
  history.replaceState(null, '', location.pathname)
  const answer: PopupMessage = { kind: 'answer', query }
  const channel = new BroadcastChannel(CHANNEL)
  channel.onmessage = ({ data }) => {
    if (isMessage(data, 'received') && data.query === query) window.close()
  }
  channel.postMessage(answer)
  // A page in a frame may not share the channel. The exact origin keeps the code from others
  // (RFC 9700 §4.18).
  if (window.opener !== null) window.opener.postMessage(answer, location.origin)
}

function requireUsableOptions({ issuer, redirectUri }: SignInPopupOptions): void {
  if (!isSecureContext) {
    throw new TypeError('Serve this page over https or from localhost: elsewhere browsers lack cryptography')
  }
  if (!isSecureUrl(issuer)) {
    throw new TypeError(`issuer must be an https URL (http only on this machine), not ${issuer}`)
  }
  if (URL.parse(redirectUri)?.origin !== location.origin) {
    throw new TypeError(`redirectUri must be a URL of this page's origin ${location.origin}: ${redirectUri}`)
  }
}

/** Opens an empty window right away: browsers allow it only while they still handle the click. */
function openWindow({ width = 480, height = 680 }: SignInPopupOptions): Window {
  const left = Math.round(screenX + (outerWidth - width) / 2)
  const top = Math.round(screenY + (outerHeight - height) / 2)
  const popup = open('about:blank', '_blank', `popup,width=${width},height=${height},left=${left},top=${top}`)
  if (popup !== null) return popup
  fail('POPUP_BLOCKED', 'The browser opened no window: call this in a click handler, and allow pop-ups here')
}

async function discover(issuer: string) {
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`
  const { status, body } = await request(issuer, url)
  const { authorization_endpoint: authorizationEndpoint, token_endpoint: tokenEndpoint } = body
  if (status !== 200 || !isSecureUrl(authorizationEndpoint) || !isSecureUrl(tokenEndpoint)) {
    fail('ISSUER_WRONG', `${url} is no issuer's metadata, or not https throughout. Is this the issuer's URL?`)
  }
  if (body.issuer !== issuer) {
    const message = `The server at ${issuer} says that its issuer is ${body.issuer}. Set issuer to exactly that.`
    fail('ISSUER_WRONG', message)
  }
  /** RFC 9207 §3. */
  const namesItself = body.authorization_response_iss_parameter_supported === true
  return { authorizationEndpoint, tokenEndpoint, namesItself }
}

async function toAuthorizationUrl(attempt: Attempt, { authorizationEndpoint }: Metadata): Promise<string> {
  const url = new URL(authorizationEndpoint)
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(attempt.verifier))
  const parameters = {
    response_type: 'code',
    client_id: attempt.clientId,
    redirect_uri: attempt.redirectUri,
    scope: attempt.scope,
    resource: attempt.resource,
    login_hint: attempt.loginHint,
    prompt: attempt.prompt,
    state: attempt.state,
    code_challenge: toBase64Url(new Uint8Array(digest)),
    code_challenge_method: 'S256',
  }
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined) url.searchParams.set(name, value)
  }
  return url.href
}

/** Waits for the first response with our state; others belong to other attempts. */
function waitForAnswer(
  popup: Window,
  url: string,
  { state, signal, timeoutSeconds = 600 }: Attempt,
): Promise<URLSearchParams> {
  signal?.throwIfAborted()
  // Only an empty window can be trusted here: later, `closed` is true of every page that severed its opener.
  if (popup.closed) fail('POPUP_CLOSED', 'The window was closed too soon. Try again.')
  const { promise, resolve, reject } = Promise.withResolvers<URLSearchParams>()
  const channel = new BroadcastChannel(CHANNEL)
  const receive = ({ data, origin }: MessageEvent) => {
    if (origin !== location.origin || !isMessage(data, 'answer')) return
    const answer = new URLSearchParams(data.query)
    if (answer.get('state') !== state) return
    channel.postMessage({ ...data, kind: 'received' } satisfies PopupMessage)
    resolve(answer)
  }
  const abort = () => reject(signal?.reason)
  const timer = setTimeout(() => {
    reject(new SignInPopupError('TIMED_OUT', `Nobody signed in within ${timeoutSeconds} seconds. Try again.`))
  }, timeoutSeconds * 1000)
  channel.onmessage = receive
  addEventListener('message', receive)
  signal?.addEventListener('abort', abort)
  popup.location.replace(url)
  return promise.finally(() => {
    clearTimeout(timer)
    channel.close()
    removeEventListener('message', receive)
    signal?.removeEventListener('abort', abort)
  })
}

/** A code from another issuer must not be redeemed at this one (RFC 9207 §2.4). */
function readCode(answer: URLSearchParams, issuer: string, { namesItself }: Metadata): string {
  const iss = answer.get('iss')
  if (iss === null ? namesItself : iss !== issuer) {
    fail('ISSUER_WRONG', `The answer is not of ${issuer}: its iss is ${iss ?? 'missing'}`)
  }
  const [code, error] = [answer.get('code'), answer.get('error')]
  if (code && error === null) return code
  if (error === 'access_denied') fail('DENIED', 'Access was not allowed. Ask again when it is wanted.', error)
  failRefused(issuer, { error, error_description: answer.get('error_description') })
}

async function redeem(
  code: string,
  { issuer, clientId, redirectUri, scope = '', resource, verifier }: Attempt,
  { tokenEndpoint }: Metadata,
): Promise<SignInPopupTokens> {
  const form = new URLSearchParams({
    grant_type: 'authorization_code',
    code,
    code_verifier: verifier,
    client_id: clientId,
    redirect_uri: redirectUri,
    ...(resource !== undefined && { resource }),
  })
  const { status, body } = await request(issuer, tokenEndpoint, { method: 'POST', body: form })
  if (status !== 200) failRefused(issuer, body)
  const [accessToken, tokenType] = [toText(body.access_token), toText(body.token_type)]
  if (accessToken === undefined || tokenType === undefined) {
    fail('ISSUER_WRONG', `${issuer} answered without a token`)
  }
  return {
    accessToken,
    tokenType,
    expiresInSeconds: typeof body.expires_in === 'number' ? body.expires_in : undefined,
    scopes: (toText(body.scope) ?? scope).split(' ').filter((name) => name !== ''),
    idToken: toText(body.id_token),
    refreshToken: toText(body.refresh_token),
  }
}

/** Fetches JSON from the issuer, without cookies: the client asks, not the person. */
async function request(issuer: string, url: string, init?: RequestInit) {
  const signal = AbortSignal.timeout(REQUEST_MILLISECONDS)
  const answer = await fetch(url, { ...init, credentials: 'omit', redirect: 'error', signal }).catch(() => {
    const message = `${issuer} cannot be reached. Is it running, and may scripts of ${location.origin} call it (corsOrigins)?`
    fail('ISSUER_UNAVAILABLE', message)
  })
  if (answer.status >= 500) fail('ISSUER_UNAVAILABLE', `${issuer} answered ${answer.status}. Try later.`)
  const body: unknown = await answer.json().catch(() => undefined)
  return { status: answer.status, body: isObject(body) ? body : {} }
}

function failRefused(issuer: string, body: JsonObject): never {
  const error = toText(body.error)
  const said = [error ?? 'no reason given', toText(body.error_description)].filter(Boolean).join(': ')
  fail('REFUSED', `${issuer} refused: ${said}`, error)
}

function fail(code: SignInPopupErrorCode, message: string, error?: string): never {
  throw new SignInPopupError(code, message, error)
}

const isMessage = (value: unknown, kind: PopupMessage['kind']): value is PopupMessage =>
  isObject(value) && value.kind === kind && typeof value.query === 'string'
const isObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null
const toText = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined)

/** Plain http could be read in transit; another scheme, such as `javascript:`, would run in this page. */
function isSecureUrl(value: unknown): value is string {
  const { protocol, hostname = '' } = (typeof value === 'string' && URL.parse(value)) || {}
  return protocol === 'https:' || (protocol === 'http:' && LOOPBACK.includes(hostname))
}

/** 256 random bits, as many as RFC 7636 §4.1 advises for a verifier. */
function randomText(): string {
  return toBase64Url(crypto.getRandomValues(new Uint8Array(32)))
}

function toBase64Url(bytes: Uint8Array): string {
  const base64 = btoa(String.fromCharCode(...bytes))
  return base64.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}
