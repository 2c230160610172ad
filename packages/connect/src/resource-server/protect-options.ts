import { credentialOptionNames, requireUsableCredentials } from '../issuer/client-authentication.ts'
import type { IssuerFetch } from '../issuer/issuer.ts'
import { requireKnownOptions } from '../options/require-known-options.ts'
import { requireSwitches } from '../options/require-switches.ts'
import type { IntrospectionOptions } from './introspect-token.ts'
import type { Refusal } from './refusal.ts'
import type { ResourceMetadataOptions } from './resource-metadata.ts'
import { ASYMMETRIC_ALGORITHMS, toTokenType } from './verify-jwt.ts'

/** A refused request, without its query, which may hold secrets. */
export interface RefusedRequest {
  readonly method: string
  readonly path: string
}

/** Options of `protect`: what an API accepts. */
export interface ProtectOptions {
  /**
   * The URL of the authorization server, exactly as in its tokens; several while you move from one to
   * another.
   */
  readonly issuer: string | readonly string[]
  /** The name of this API, which tokens must carry in `aud`; usually its URL. */
  readonly audience: string
  /** Allows an `http` issuer on a host that is not loopback. Default: false. */
  readonly allowInsecureIssuer?: boolean | undefined
  /** Sends every request to the issuer, for example through a proxy. Default: the global `fetch`. */
  readonly fetch?: IssuerFetch | undefined
  /** Seconds by which the clocks of the issuer and of this machine may differ. Default: 5. */
  readonly clockToleranceSeconds?: number | undefined
  /** Signature algorithms. Default: every asymmetric one; those with a shared secret are never accepted. */
  readonly algorithms?: readonly string[] | undefined
  /**
   * The `typ` of access tokens. Default: `['at+jwt']` (RFC 9068 §2.1). Some issuers write `JWT`, or nothing,
   * which counts as `JWT`.
   */
  readonly tokenTypes?: readonly string[] | undefined
  /**
   * For opaque tokens, and for JWTs that must be refused soon after they are revoked: asks the issuer
   * (RFC 7662). One for each issuer.
   */
  readonly introspection?: IntrospectionOptions | readonly IntrospectionOptions[] | undefined
  /** Publishes what clients need to find the issuer (RFC 9728). The audience must be an https URL. */
  readonly metadata?: ResourceMetadataOptions | undefined
  /**
   * Lets requests without a token pass, with no `auth`. Those with a bad token are still refused. Default:
   * false.
   */
  readonly optional?: boolean | undefined
  /**
   * Called with the reason when a request is refused. Nothing waits for it, and what it throws is only
   * printed. Default: a warning on the console, at most one a minute for each reason.
   */
  readonly onRefused?: ((refusal: Refusal, request: RefusedRequest) => unknown) | undefined
}

export type ParsedOptions = ReturnType<typeof parseOptions>

type Names<Options> = Readonly<Record<keyof Options, true>>

const NAMES: Names<ProtectOptions> = {
  issuer: true,
  audience: true,
  allowInsecureIssuer: true,
  fetch: true,
  clockToleranceSeconds: true,
  algorithms: true,
  tokenTypes: true,
  introspection: true,
  metadata: true,
  optional: true,
  onRefused: true,
}
const INTROSPECTION_NAMES: Names<IntrospectionOptions> = {
  clientId: true,
  ...credentialOptionNames,
  issuer: true,
  cacheSeconds: true,
  always: true,
  allowMissingAudience: true,
}

/**
 * Checks the options and fills in the defaults.
 * @throws TypeError that says what to change
 */
export function parseOptions(options: ProtectOptions) {
  requireKnownOptions('protect', options, Object.keys(NAMES))
  requireSwitches(options, ['optional'])
  if (options.onRefused !== undefined && typeof options.onRefused !== 'function')
    throw new TypeError('onRefused must be a function')
  const { audience, clockToleranceSeconds = 5, algorithms = ASYMMETRIC_ALGORITHMS } = options
  const issuers = [options.issuer].flat()
  if (issuers.length === 0) throw new TypeError('issuer must name at least one authorization server')
  if (typeof audience !== 'string' || audience === '') {
    throw new TypeError(
      'audience must be what tokens for this API carry in "aud", usually the URL of the API',
    )
  }
  if (!(clockToleranceSeconds >= 0 && clockToleranceSeconds <= MAX_TOLERANCE_SECONDS)) {
    throw new TypeError(`clockToleranceSeconds must be from 0 to ${MAX_TOLERANCE_SECONDS}`)
  }
  return {
    issuers,
    audience,
    clockToleranceSeconds,
    algorithms: requireAlgorithms(algorithms),
    tokenTypes: requireTokenTypes(options.tokenTypes ?? ['at+jwt']).map(toTokenType),
    introspections: requireOneEach(
      [options.introspection ?? []].flat().map((one) => parseIntrospection(one, issuers)),
    ),
  }
}

/** A larger tolerance would not be for clocks, but a longer life for every token. */
const MAX_TOLERANCE_SECONDS = 300

function requireAlgorithms(algorithms: readonly string[]): readonly string[] {
  const wrong = algorithms.find((algorithm) => !ASYMMETRIC_ALGORITHMS.includes(algorithm))
  if (wrong === undefined && algorithms.length > 0) return algorithms
  throw new TypeError(
    `algorithms must be some of ${ASYMMETRIC_ALGORITHMS.join(', ')}${wrong === undefined ? '' : `, not ${wrong}`}`,
  )
}

function requireTokenTypes(types: readonly string[]): readonly string[] {
  if (types.length > 0) return types
  throw new TypeError("tokenTypes must name at least one type, such as 'at+jwt'")
}

function requireOneEach<One extends { readonly issuer: string }>(introspections: readonly One[]) {
  const issuers = introspections.map(({ issuer }) => issuer)
  const twice = issuers.find((issuer, at) => issuers.indexOf(issuer) !== at)
  if (twice === undefined) return introspections
  throw new TypeError(
    `introspection says twice how to ask ${twice}: give each its issuer, as the first of several is the default`,
  )
}

function parseIntrospection(options: IntrospectionOptions, issuers: readonly (string | undefined)[]) {
  requireKnownOptions('introspection', options, Object.keys(INTROSPECTION_NAMES))
  requireSwitches(options, ['always', 'allowMissingAudience'])
  if (typeof options.clientId !== 'string' || options.clientId === '') {
    throw new TypeError(
      'introspection.clientId is missing; if it comes from an environment variable, set that',
    )
  }
  const { issuer = issuers[0] ?? '', cacheSeconds = 10 } = options
  if (!issuers.includes(issuer))
    throw new TypeError(`introspection.issuer ${issuer} is not among the issuers`)
  if (!(cacheSeconds >= 0 && cacheSeconds <= MAX_CACHE_SECONDS)) {
    throw new TypeError(`introspection.cacheSeconds must be from 0 to ${MAX_CACHE_SECONDS}`)
  }
  requireUsableCredentials(options)
  if (options.clientSecret === undefined && options.privateKey === undefined) {
    throw new TypeError('introspection needs the clientSecret or the privateKey of this API (RFC 7662 §2.1)')
  }
  return { ...options, issuer, cacheSeconds }
}

/** An hour: a revoked token would be accepted for so long. */
const MAX_CACHE_SECONDS = 3600
