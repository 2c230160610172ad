import type { NewAccount } from '../management/management.ts'
import type { Pages } from '../pages/default-pages.ts'
import type { Accounts } from '../ports/accounts.ts'
import type { AdoptRefreshToken } from '../ports/adopt-refresh-token.ts'
import type { CustomClaims } from '../ports/custom-claims.ts'
import type { GrantHandler } from '../ports/grant-handler.ts'
import type { Storage } from '../ports/storage.ts'
import type { StatedClient } from '../protocol/clients/client.ts'
import type { AuditEvent } from '../protocol/event.ts'
import { accessToken } from './access-token.ts'
import { areas } from './areas.ts'
import { brand } from './brand.ts'
import { type BuiltInAccountsConfiguration, builtInAccounts } from './built-in-accounts.ts'
import { option, part, setting } from './define-option.ts'
import { currentSecret, formerSecrets, wholeNumberIn } from './environment.ts'
import { lifetimes } from './lifetimes.ts'
import { limits } from './limits.ts'
import { locale, messages } from './locale.ts'
import { logger } from './logger.ts'
import { origins, proxies } from './network.ts'
import type { Named, Written } from './option.ts'
import { outbound } from './outbound.ts'
import { type ResourceConfiguration, resource, scopes } from './resources.ts'
import { aFunction, checkedLater, flag, list, signingAlgorithm, text, texts, wholeNumber } from './shapes.ts'
import { tls } from './tls.ts'

/**
 * Every option of the server. Types, checks, defaults, environment variables and the reference page are
 * derived from this table. Problems of a configuration are reported in this order.
 */
export const serverOptions = {
  /**
   * The public URL of the server, exactly as it appears in every token: any host, port and path, no query, no
   * fragment. `http` is for loopback hosts (RFC 8414 §2).
   */
  issuer: option(text, { required: true, environment: { name: 'LATCHKEY_ISSUER' } }),
  /** Allows an `http` issuer on a host that is not loopback. Passwords and tokens then travel unencrypted. */
  allowInsecureIssuer: option(flag, { default: false }),
  /** Error pages show more details, for developers. Default: true when the issuer's host is loopback. */
  development: option(flag),

  /** APIs that accept our access tokens (RFC 8707). */
  resources: option(list<ResourceConfiguration>(), { default: [], members: resource.members }),
  /** Scopes that do not belong to one of `resources`: their tokens have the issuer as audience. */
  scopes: option(scopes, { default: {} }),
  /** Access tokens of the issuer's own resource, and the defaults for `resources`. */
  accessToken: option(accessToken),
  /** Clients that are defined in the configuration. More can be created at run time. */
  clients: part(list<StatedClient>(), { default: [] }),
  // Every OpenID Connect client can verify it (OpenID Connect Core §15.1).
  /** The algorithm that signs ID tokens, unless a client has chosen another. Default: `RS256`. */
  idTokenAlgorithm: setting(signingAlgorithm, { default: 'RS256' }),
  /**
   * Requires PKCE from every client (RFC 9700 §2.1.1); a confidential client can be exempted individually.
   * Default: true.
   */
  requirePkce: setting(flag, { default: true }),
  /** The `acr` values that a sign-in with a password satisfies. */
  acrValues: setting(texts, { default: [] }),
  /** Adds your own claims to tokens and userinfo. */
  customClaims: setting(aFunction<CustomClaims>()),
  /** The names of the claims that `customClaims` may add, for discovery. */
  customClaimNames: setting(texts, { default: [] }),
  /** Grant types of your own. */
  grants: part(list<GrantHandler>(), { default: [], isOwnObject: true }),
  /**
   * For migrating from another server: returns the grant that a refresh token of the old server stands for,
   * so that people stay signed in. Called when a client presents a refresh token that this server did not
   * issue.
   */
  adoptRefreshToken: setting(aFunction<AdoptRefreshToken>()),

  /** Every lifetime, in seconds. */
  lifetimes: setting(lifetimes),
  /** Every limit that is not a lifetime. */
  limits: setting(limits),

  /** Name, logo and colours of the pages. */
  brand: setting(brand),
  /** Your own pages, by name: functions of the same types as the built-in ones. */
  pages: part(checkedLater<Partial<Pages>>('functions by name'), { default: {} }),
  /** Your own texts, by locale and message key. */
  messages: part(messages, { default: {} }),
  /** The language for people none of whose languages is available (BCP 47). Default: `en`. */
  defaultLocale: setting(locale, { default: 'en' }),

  /**
   * Areas of paths under the issuer's path, open or closed, each with everything below it. A path in a closed
   * area gets the same response as any unknown path. Areas that are not named keep their defaults.
   */
  areas: setting(areas),
  /**
   * Origins whose scripts may call the token, userinfo and revocation endpoints; `*` for any, as these
   * endpoints ignore cookies. Default: `*`.
   */
  corsOrigins: setting(origins, { default: '*', withoutIt: 'scripts of every origin may call' }),
  // The issuer's host may be the main domain of somebody who has plain http below it, and browsers remember.
  /**
   * Extends HSTS to every host below the issuer's: none of them can be reached by http for a year
   * (RFC 6797 §6.1.2). For issuers on a host of their own, or where all hosts below speak https.
   */
  hstsIncludeSubDomains: setting(flag, { default: false }),
  /**
   * Addresses or CIDR blocks of reverse proxies whose `X-Forwarded-For` is trusted; `unix` for a proxy that
   * calls by a UNIX socket. Default: none.
   */
  trustedProxies: setting(proxies, { default: [] }),
  /** What the server may connect to when it fetches something. Default: public addresses only, no proxy. */
  outbound: part(outbound),
  /** A pino logger or a compatible one; `false` to log nothing. Default: JSON lines on standard output. */
  logger: part(logger, { isOwnObject: true }),
  /**
   * Logs every request to `/healthz` and `/readyz`. Without it, only those with another answer than 200.
   * Default: false.
   */
  logHealthChecks: setting(flag, { default: false }),
  /**
   * Called with every audit event that is stored, after it was. Nothing waits for it, and what it throws or
   * rejects with is only logged. An event that could not be stored is in the log only, and so is one beyond
   * `limits.anonymousEvents`, for which an event counts.
   */
  onEvent: part(aFunction<(event: AuditEvent) => unknown>()),

  // One file: nothing to install, durable, enough for thousands of sign-ins an hour.
  /**
   * Where data is stored: `sqlite:FILE`, `postgres://…`, `memory:`, or a storage of your own. Default:
   * `sqlite:latchkey.db`.
   */
  storage: part(checkedLater<string | Storage>('string or storage'), {
    default: 'sqlite:latchkey.db',
    environment: { name: 'LATCHKEY_STORAGE' },
    isOwnObject: true,
    withoutIt: 'everything is kept in the file latchkey.db',
  }),
  /**
   * Encrypts and authenticates what the server issues. At least 32 characters; better set by
   * `LATCHKEY_SECRET` than in a file under version control.
   */
  secret: option(text, { environment: currentSecret, withoutIt: 'the server makes one itself' }),
  /** Previous values of `secret`, newest first: what was encrypted with them can still be decrypted. */
  previousSecrets: option(texts, { default: [], environment: formerSecrets }),
  /**
   * A file that contains the secret, created at the first start; not used when `secret` is set. Default: the
   * SQLite file's name with `.secret`.
   */
  secretFile: option(text, {
    environment: { name: 'LATCHKEY_SECRET_FILE' },
    withoutIt: 'the secret is kept beside the database',
  }),
  // Editors show nothing at `signUp`, because both types have it.
  /**
   * The rules of the built-in accounts: who can sign up (`signUp`) and how long a password has to be
   * (`minimumPasswordLength`). Or your own users table: an object with `signIn` and `find`.
   */
  accounts: part(checkedLater<BuiltInAccountsConfiguration | Accounts>('object, or accounts of your own'), {
    members: builtInAccounts.members,
    isOwnObject: true,
  }),
  /**
   * Accounts that must exist: created at start if the username is new, and never changed after that. Each has
   * a `username`, and may have a `password`, `claims` and an `id`.
   */
  users: part(list<NewAccount>(), { default: [] }),
}

/** The options of the `latchkey` command only. */
export const commandOptions = {
  // Only this machine can reach the server until the operator decides otherwise.
  /** The address to listen on. Default: `127.0.0.1`. */
  host: option(text, { default: '127.0.0.1', environment: { name: 'LATCHKEY_HOST' } }),
  /**
   * The port to listen on, 0 for any free one. Default: the issuer's port if it names one, otherwise 4000.
   */
  port: option(wholeNumber({ from: 0, to: 65_535 }), {
    default: 4000,
    environment: { name: 'PORT', read: wholeNumberIn },
  }),
  /** Makes the server speak https itself: PEM texts, or the paths of files that contain them. */
  tls: option(tls, { withoutIt: 'the server speaks plain http' }),
  /** How long `/readyz` responds 503 before the server stops listening, in seconds. Default: 0. */
  drainSeconds: option(wholeNumber({ from: 0, to: 600 }), { default: 0 }),
}

/**
 * What an operator writes: `latchkey.config.ts`, or the argument of `createAuthorizationServer`. Only
 * `issuer` is required.
 */
export interface Configuration extends Written<typeof serverOptions>, Named {}

/** The content of `latchkey.config.ts`: the configuration, and the options of the `latchkey` command. */
export interface FileConfiguration extends Configuration, Written<typeof commandOptions> {}
