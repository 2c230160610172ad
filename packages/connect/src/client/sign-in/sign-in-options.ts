import type { ClientCredentialOptions } from '../../issuer/client-authentication.ts'
import { credentialOptionNames, requireUsableCredentials } from '../../issuer/client-authentication.ts'
import { type IssuerOptions, issuerOptionNames } from '../../issuer/issuer.ts'
import { isLoopback, isSecureUrl } from '../../issuer/secure-url.ts'
import { requireKnownOptions } from '../../options/require-known-options.ts'
import type { SessionStore } from '../sessions/session-store.ts'
import { type ClientLogger, consoleLogger, guardClientLogger } from './client-log.ts'

/** Options of `signIn`. Only `issuer`, `clientId` and `url` have no default. */
export interface SignInOptions extends IssuerOptions, ClientCredentialOptions {
  readonly clientId: string
  /**
   * The app's own public URL, as browsers see it: `https`, or `http` on this machine. A path means that the
   * app lives below it.
   */
  readonly url: string
  /** Default: `openid profile email`. */
  readonly scope?: string | undefined
  /** The API that the access token is for (RFC 8707 §2). Default: what the issuer chooses. */
  readonly resource?: string | undefined
  /** More parameters for the authorization request, such as `{ prompt: 'consent' }`. */
  readonly authorizationParameters?: Readonly<Record<string, string>> | undefined
  /**
   * Where sessions are kept: `memory:`, `sqlite:FILE`, `postgres://…`, or a store. Default:
   * `sqlite:sessions.db`.
   */
  readonly sessions?: string | SessionStore | undefined
  /** Default: `/login`, `/callback`, `/logout`, below the path of `url`. */
  readonly paths?:
    | { readonly login?: string; readonly callback?: string; readonly logout?: string }
    | undefined
  /** Where the browser goes after signing out, a path below that of `url`. Default: `/`. */
  readonly afterLogout?: string | undefined
  /** How long a session lives at most. Default: 7 days. */
  readonly sessionSeconds?: number | undefined
  /** How long a session lives without a request. Default: 1 day. */
  readonly idleSeconds?: number | undefined
  /** Seconds by which the issuer's clock may differ from ours. Default: 30. */
  readonly clockToleranceSeconds?: number | undefined
  /**
   * `page`: errors on these three paths are shown on a plain page. `throw`: they go to the app's own error
   * handling. Default: `page`.
   */
  readonly errors?: 'page' | 'throw' | undefined
  /** Default: standard error. `false`: no logging. */
  readonly logger?: ClientLogger | false | undefined
}

/** The options, checked, with every default filled in. */
export interface SignInSettings {
  readonly issuer: IssuerOptions
  readonly credentials: ClientCredentialOptions
  readonly clientId: string
  /** Origin of the app; pages of any other origin are foreign. */
  readonly origin: string
  /**
   * True when the app is on this machine: then it is being developed, and errors explain themselves to the
   * browser.
   */
  readonly isLoopback: boolean
  readonly scope: string
  readonly resource: string | undefined
  readonly authorizationParameters: Readonly<Record<string, string>>
  readonly sessions: string | SessionStore
  /** Whole paths, including that of `url`. `home` is where a sign-in ends when no page asked for it. */
  readonly paths: Readonly<Record<'login' | 'callback' | 'logout' | 'home' | 'afterLogout', string>>
  readonly sessionSeconds: number
  readonly idleSeconds: number
  readonly clockToleranceSeconds: number
  readonly throwsErrors: boolean
  readonly log: ClientLogger
}

const NAMES: Readonly<Record<keyof SignInOptions, true>> = {
  ...issuerOptionNames,
  clientId: true,
  ...credentialOptionNames,
  url: true,
  scope: true,
  resource: true,
  authorizationParameters: true,
  sessions: true,
  paths: true,
  afterLogout: true,
  sessionSeconds: true,
  idleSeconds: true,
  clockToleranceSeconds: true,
  errors: true,
  logger: true,
}
/** Parameters that the sign-in sets itself; other values would break it. */
const OWN_PARAMETERS = [
  'client_id',
  'redirect_uri',
  'response_type',
  'response_mode',
  'scope',
  'resource',
  'state',
  'nonce',
  'code_challenge',
  'code_challenge_method',
  'request',
  'request_uri',
]
const DAY = 86_400
/**
 * Seconds. A shorter session ends while the person reads a page; browsers drop a cookie after 400 days
 * (RFC 6265bis §5.5).
 */
const SESSION_BOUNDS = { least: 60, most: 400 * DAY }
const TOLERANCE_BOUNDS = { least: 0, most: 300 }
const silent: ClientLogger = { warn: () => {}, error: () => {} }

/**
 * Checks the options of `signIn` and fills in the defaults.
 * @throws TypeError that names the option and what to change
 */
export function parseSignInOptions(options: SignInOptions): SignInSettings {
  requireKnownOptions('signIn', options, Object.keys(NAMES))
  requireUsableCredentials(options)
  const url = requireOwnUrl(options.url)
  return {
    issuer: options,
    credentials: options,
    clientId: requireText('clientId', options.clientId),
    origin: url.origin,
    isLoopback: isLoopback(url),
    scope: requireScope(options.scope ?? 'openid profile email'),
    resource: options.resource,
    authorizationParameters: requireParameters(options.authorizationParameters ?? {}),
    sessions: options.sessions ?? 'sqlite:sessions.db',
    paths: toPaths(options, url.pathname.replace(/\/$/, '')),
    sessionSeconds: requireSeconds('sessionSeconds', options.sessionSeconds ?? 7 * DAY, SESSION_BOUNDS),
    idleSeconds: requireSeconds('idleSeconds', options.idleSeconds ?? DAY, SESSION_BOUNDS),
    clockToleranceSeconds: requireSeconds(
      'clockToleranceSeconds',
      options.clockToleranceSeconds ?? 30,
      TOLERANCE_BOUNDS,
    ),
    throwsErrors: requireErrors(options.errors ?? 'page') === 'throw',
    log: options.logger === false ? silent : chooseLogger(options.logger),
  }
}

function chooseLogger(logger: ClientLogger | undefined): ClientLogger {
  return logger === undefined ? consoleLogger : guardClientLogger(logger, ['warn', 'error'])
}

function requireText(name: string, value: unknown): string {
  if (typeof value === 'string' && value !== '') return value
  throw new TypeError(`signIn: ${name} is missing; if it comes from an environment variable, set that`)
}

function requireOwnUrl(text: string): URL {
  const url = URL.parse(requireText('url', text))
  if (url === null || url.search !== '' || url.hash !== '' || url.username !== '') {
    throw new TypeError(
      `signIn: url must be the public URL of this app, such as https://app.example, not ${JSON.stringify(text)}`,
    )
  }
  if (isSecureUrl(url)) return url
  throw new TypeError(
    `signIn: url ${text} must be https; only an app on this machine (localhost) may be http`,
  )
}

function requireScope(scope: string): string {
  if (scope.split(' ').includes('openid')) return scope
  throw new TypeError(`signIn: scope must contain openid, as it says who signed in: 'openid ${scope}'`)
}

function requireParameters(parameters: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const taken = OWN_PARAMETERS.find((name) => Object.hasOwn(parameters, name))
  if (taken === undefined) return parameters
  throw new TypeError(`signIn: authorizationParameters cannot set ${taken}; the sign-in does`)
}

function toPaths({ paths = {}, afterLogout = '/' }: SignInOptions, base: string): SignInSettings['paths'] {
  requireKnownOptions('signIn: paths', paths, ['login', 'callback', 'logout'])
  const { login = '/login', callback = '/callback', logout = '/logout' } = paths
  const whole = {
    login: base + requirePath('paths.login', login),
    callback: base + requirePath('paths.callback', callback),
    logout: base + requirePath('paths.logout', logout),
  }
  if (new Set(Object.values(whole)).size < 3) throw new TypeError('signIn: each of paths must be another one')
  return { ...whole, home: `${base}/`, afterLogout: base + requirePath('afterLogout', afterLogout) }
}

function requirePath(name: string, path: string): string {
  const isPlain = /^\/(?!\/)/.test(path) && URL.parse(path, 'http://localhost')?.pathname === path
  if (isPlain) return path
  throw new TypeError(
    `signIn: ${name} must be a path such as /${name.split('.').at(-1)}, not ${JSON.stringify(path)}`,
  )
}

function requireErrors(errors: 'page' | 'throw'): 'page' | 'throw' {
  if (errors === 'page' || errors === 'throw') return errors
  throw new TypeError(`signIn: errors must be 'page' or 'throw', not ${JSON.stringify(errors)}`)
}

function requireSeconds(
  name: string,
  seconds: number,
  { least, most }: { readonly least: number; readonly most: number },
): number {
  if (Number.isInteger(seconds) && seconds >= least && seconds <= most) return seconds
  throw new TypeError(
    `signIn: ${name} must be a whole number of seconds from ${least} to ${most}, not ${seconds}`,
  )
}
