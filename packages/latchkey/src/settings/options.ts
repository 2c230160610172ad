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
import { addresses, origins } from './network.ts'
import type { Written } from './option.ts'
import { outbound } from './outbound.ts'
import { type ResourceConfiguration, resource, scopes } from './resources.ts'
import { aFunction, checkedLater, flag, list, signingAlgorithm, text, texts, wholeNumber } from './shapes.ts'
import { tls } from './tls.ts'

/**
 * Every option of the server. Types, checks, defaults, environment variables and the reference page follow
 * from here. What is wrong with a configuration is told in this order.
 */
export const serverOptions = {
  /**
   * The server's public URL, exactly as every token will carry it: any host, port and path, no query, no
   * fragment. `http` is for loopback hosts (RFC 8414 §2).
   */
  issuer: option(text, { required: true, environment: { name: 'LATCHKEY_ISSUER' } }),
  /**
   * Lets an `http` issuer stand on a host that is not loopback. Passwords and tokens then travel unprotected.
   */
  allowInsecureIssuer: option(flag, { default: false }),
  /** Error pages tell a developer more. Default: true when the issuer's host is loopback. */
  development: option(flag),

  /** APIs that accept our access tokens (RFC 8707). */
  resources: option(list<ResourceConfiguration>(), { default: [], members: resource.members }),
  /** Scopes that belong to no resource of their own: their tokens have the issuer as audience. */
  scopes: option(scopes, { default: {} }),
  /** Access tokens of the issuer's own resource, and the default for `resources`. */
  accessToken: option(accessToken),
  /** Clients that live in the configuration. More can be made at run time. */
  clients: part(list<StatedClient>(), { default: [] }),
  // Every OpenID client can verify it (OpenID Connect Core §15.1).
  /** Signs ID tokens, unless a client asked for another. Default: `RS256`. */
  idTokenAlgorithm: setting(signingAlgorithm, { default: 'RS256' }),
  /**
   * PKCE from every client (RFC 9700 §2.1.1); a confidential client may be excepted one by one. Default: true.
   */
  requirePkce: setting(flag, { default: true }),
  /** The `acr` values that a sign-in by password satisfies. */
  acrValues: setting(texts, { default: [] }),
  /** Adds claims of your own to tokens and userinfo. */
  customClaims: setting(aFunction<CustomClaims>()),
  /** The names of the claims that `customClaims` can add, for discovery. */
  customClaimNames: setting(texts, { default: [] }),
  /** Grant types of your own. */
  grants: part(list<GrantHandler>(), { default: [], isOwnObject: true }),
  /**
   * Moving in from another server: says what a refresh token of the old server stands for, so that its people
   * stay signed in. Asked when a presented refresh token is not one of ours.
   */
  adoptRefreshToken: setting(aFunction<AdoptRefreshToken>()),

  /** Every lifetime, in seconds. */
  lifetimes: setting(lifetimes),
  /** Every limit that is not a lifetime. */
  limits: setting(limits),

  /** Name, logo and colour of the pages. */
  brand: setting(brand),
  /** Pages of your own, by name: functions of the same type as ours. */
  pages: part(checkedLater<Partial<Pages>>('functions by name'), { default: {} }),
  /** Texts of your own: locale, then message key. */
  messages: part(messages, { default: {} }),
  /** The language for a person whose languages we do not have (BCP 47). Default: `en`. */
  defaultLocale: setting(locale, { default: 'en' }),

  /**
   * Areas of paths under the issuer's path, open or closed, each with all that is below it. A path of a closed
   * area is answered as any unknown path. What is not named keeps its default.
   */
  areas: setting(areas),
  /**
   * Origins whose pages may call the token, userinfo and revocation endpoints; `*` for any, as no cookie is
   * looked at there. Default: `*`.
   */
  corsOrigins: setting(origins, { default: '*' }),
  /** Addresses or CIDR blocks of reverse proxies whose `X-Forwarded-For` is believed. Default: none. */
  trustedProxies: setting(addresses, { default: [] }),
  /** What the server may reach when it fetches something. Default: public addresses only, no proxy. */
  outbound: part(outbound),
  /** A pino logger or one like it; `false` for silence. Default: JSON lines on standard output. */
  logger: part(logger, { isOwnObject: true }),
  /** Called with every audit event, after it was stored. What it throws is ignored. */
  onEvent: part(aFunction<(event: AuditEvent) => void>()),

  // One file: nothing to install, durable, enough for thousands of sign-ins an hour.
  /**
   * Where data is kept: `sqlite:FILE`, `postgres://…`, `memory:`, or a storage of your own. Default:
   * `sqlite:latchkey.db`.
   */
  storage: part(checkedLater<string | Storage>('string or storage'), {
    default: 'sqlite:latchkey.db',
    environment: { name: 'LATCHKEY_STORAGE' },
    isOwnObject: true,
  }),
  /**
   * Seals what the server hands out. At least 32 characters, better from `LATCHKEY_SECRET` than from a file
   * in version control.
   */
  secret: option(text, { environment: currentSecret }),
  /** Former values of `secret`, newest first: what they sealed still opens. */
  previousSecrets: option(texts, { default: [], environment: formerSecrets }),
  /**
   * A file that holds the secret, made at the first start; not used when `secret` is set. Default: the SQLite
   * file's name with `.secret`.
   */
  secretFile: option(text, { environment: { name: 'LATCHKEY_SECRET_FILE' } }),
  /** The built-in accounts' rules, or your own users table: an object with `signIn` and `find`. */
  accounts: part(checkedLater<BuiltInAccountsConfiguration | Accounts>('object, or accounts of your own'), {
    members: builtInAccounts.members,
    isOwnObject: true,
  }),
  /** Accounts that must exist: made at start if the username is new, then left alone. */
  users: part(list<NewAccount>(), { default: [] }),
}

/** What only the `latchkey` command knows. */
export const commandOptions = {
  // Only this machine can reach us until the operator says otherwise.
  /** The address to listen on. Default: `127.0.0.1`. */
  host: option(text, { default: '127.0.0.1', environment: { name: 'LATCHKEY_HOST' } }),
  /** The port to listen on, 0 for any free one. Default: the issuer's port if it names one, else 4000. */
  port: option(wholeNumber({ from: 0, to: 65_535 }), {
    default: 4000,
    environment: { name: 'PORT', read: wholeNumberIn },
  }),
  /** Serves https itself: PEM texts or the files that hold them. */
  tls: option(tls),
  /** How long `/readyz` says 503 before the server stops to listen, in seconds. Default: 0. */
  drainSeconds: option(wholeNumber({ from: 0, to: 600 }), { default: 0 }),
}

/**
 * What an operator writes: `latchkey.config.ts`, or the argument of `createAuthorizationServer`. Only
 * `issuer` is required.
 */
export interface Configuration extends Written<typeof serverOptions> {}

/** `latchkey.config.ts`: the configuration, and what only the `latchkey` command uses. */
export interface FileConfiguration extends Configuration, Written<typeof commandOptions> {}
