import type { NewAccount } from '../management/management.ts'
import type { Pages } from '../pages/page.ts'
import type { Accounts } from '../ports/accounts.ts'
import type { AdoptRefreshToken } from '../ports/adopt-refresh-token.ts'
import type { GrantHandler } from '../ports/grant-handler.ts'
import type { Logger } from '../ports/logger.ts'
import type { Brand, CustomClaims, Lifetimes, Limits } from '../ports/settings.ts'
import type { Storage } from '../ports/storage.ts'
import type { AuditEvent } from '../protocol/event.ts'
import type { SigningAlgorithm } from '../protocol/signing-key.ts'
import type { ClientConfiguration } from './clients/client-configuration.ts'

/**
 * What an operator writes: `latchkey.config.ts`, or the argument of `createAuthorizationServer`. Only
 * `issuer` is required.
 */
export interface Configuration {
  /**
   * The server's public URL, exactly as every token will carry it: any host, port and path, no query, no
   * fragment. `http` is for loopback hosts (RFC 8414 §2).
   */
  readonly issuer: string
  /**
   * Lets an `http` issuer stand on a host that is not loopback. Passwords and tokens then travel unprotected.
   */
  readonly allowInsecureIssuer?: boolean | undefined
  /**
   * Where data is kept: `sqlite:FILE`, `postgres://…`, `memory:`, or a storage of your own. Default:
   * `sqlite:latchkey.db`.
   */
  readonly storage?: string | Storage | undefined
  /**
   * Seals what the server hands out. At least 32 characters, better from `LATCHKEY_SECRET` than from a file
   * in version control.
   */
  readonly secret?: string | undefined
  /** Former values of `secret`, newest first: what they sealed still opens. */
  readonly previousSecrets?: readonly string[] | undefined
  /**
   * A file that holds the secret, made at the first start. Default: the SQLite file's name with `.secret`;
   * not used when `secret` is set.
   */
  readonly secretFile?: string | undefined
  /** Error pages tell a developer more. Default: true when the issuer's host is loopback. */
  readonly development?: boolean | undefined
  /** Clients that live in the configuration. More can be made at run time. */
  readonly clients?: readonly ClientConfiguration[] | undefined
  /** Accounts that must exist: made at start if the username is new, then left alone. */
  readonly users?: readonly NewAccount[] | undefined
  /** The built-in accounts' rules, or your own users table: an object with `signIn` and `find`. */
  readonly accounts?: BuiltInAccountsConfiguration | Accounts | undefined
  /** APIs that accept our access tokens (RFC 8707). */
  readonly resources?: readonly ResourceConfiguration[] | undefined
  /** Scopes that belong to no resource of their own: their tokens have the issuer as audience. */
  readonly scopes?: ScopesConfiguration | undefined
  /** Access tokens of the issuer's own resource, and the default for `resources`. */
  readonly accessToken?: AccessTokenConfiguration | undefined
  /** Every lifetime, in seconds. */
  readonly lifetimes?: Partial<Lifetimes> | undefined
  /** Every limit that is not a lifetime. */
  readonly limits?: Partial<Limits> | undefined
  /** Signs ID tokens, unless a client asked for another. Default: `RS256`. */
  readonly idTokenAlgorithm?: SigningAlgorithm | undefined
  /**
   * PKCE from every client (RFC 9700 §2.1.1). Default: true. A confidential client may be excepted one by
   * one.
   */
  readonly requirePkce?: boolean | undefined
  /** The `acr` values that a sign-in by password satisfies. */
  readonly acrValues?: readonly string[] | undefined
  /** Adds claims of your own to tokens and userinfo. */
  readonly customClaims?: CustomClaims | undefined
  /** The names of the claims that `customClaims` can add, for discovery. */
  readonly customClaimNames?: readonly string[] | undefined
  /**
   * Moving in from another server: says what a refresh token of the old server stands for, so that its people
   * stay signed in. Asked when a presented refresh token is not one of ours.
   */
  readonly adoptRefreshToken?: AdoptRefreshToken | undefined
  /** Grant types of your own. */
  readonly grants?: readonly GrantHandler[] | undefined
  /** Name, logo and colour of the pages. */
  readonly brand?: Partial<Brand> | undefined
  /** Pages of your own, by name: functions of the same type as ours. */
  readonly pages?: Partial<Pages> | undefined
  /** Texts of your own: locale, then message key. */
  readonly messages?: MessagesConfiguration | undefined
  /** The language for a person whose languages we do not have (BCP 47). Default: `en`. */
  readonly defaultLocale?: string | undefined
  /**
   * Origins whose pages may call the token, userinfo and revocation endpoints; `*` for any. Default: `*` (no
   * cookie is looked at there).
   */
  readonly corsOrigins?: readonly string[] | '*' | undefined
  /** Addresses or CIDR blocks of reverse proxies whose `X-Forwarded-For` is believed. Default: none. */
  readonly trustedProxies?: readonly string[] | undefined
  /** A pino logger or one like it; `false` for silence. */
  readonly logger?: Logger | false | undefined
  /** Called with every audit event, after it was stored. What it throws is ignored. */
  readonly onEvent?: ((event: AuditEvent) => void) | undefined
}

/** `latchkey.config.ts`: the configuration, and what only the `latchkey` command uses. */
export interface FileConfiguration extends Configuration {
  /** The address to listen on. Default: `127.0.0.1`. */
  readonly host?: string | undefined
  /** The port to listen on, 0 for any free one. Default: the issuer's port if it names one, else 4000. */
  readonly port?: number | undefined
  /** Serves https itself: PEM texts or the files that hold them. */
  readonly tls?: TlsConfiguration | undefined
  /** How long `/readyz` says 503 before the server stops to listen, in seconds. Default: 0. */
  readonly drainSeconds?: number | undefined
}

export interface TlsConfiguration {
  /** A PEM text, or the path of a file with one. */
  readonly cert: string
  /** A PEM text, or the path of a file with one. */
  readonly key: string
}

export interface BuiltInAccountsConfiguration {
  /** Who may make an account on the sign-up page. Default: `closed`. */
  readonly signUp?: 'open' | 'closed' | 'invite' | undefined
  /** Characters. Default: 15 (NIST SP 800-63B-4 §3.1.1.2); at least 8. */
  readonly minimumPasswordLength?: number | undefined
}

export interface ResourceConfiguration {
  /** The resource indicator and the `aud` of its tokens: an absolute URI without a fragment (RFC 8707 §2). */
  readonly uri: string
  /** What the consent page calls it. Default: the host of the URI. */
  readonly name?: string | undefined
  /** Its scopes, by name. A name belongs to one resource only. */
  readonly scopes: ScopesConfiguration
  /** What differs from the configuration's `accessToken`. */
  readonly accessToken?: AccessTokenConfiguration | undefined
}

/** Scope names, each with the sentence for the consent page: a verb phrase like "See your books". */
export type ScopesConfiguration = Readonly<
  Record<
    string,
    | string
    | {
        readonly description: string
        /** Lets the app change something, and is marked so. Default: false. */
        readonly changes?: boolean | undefined
      }
  >
>

export interface AccessTokenConfiguration {
  /** `jwt` (RFC 9068) or `opaque`: sealed, only for introspection. Default: `jwt`. */
  readonly format?: 'jwt' | 'opaque' | undefined
  /** Seconds. Default: 600. */
  readonly lifetimeSeconds?: number | undefined
  /** Default: `ES256`. */
  readonly algorithm?: SigningAlgorithm | undefined
}

/** Texts by locale, then by message key. */
export type MessagesConfiguration = Readonly<Record<string, Readonly<Record<string, string>>>>
