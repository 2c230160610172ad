import type { Brand, Lifetimes, Limits } from '../ports/settings.ts'
import type { ScopeDescription } from '../protocol/resource.ts'
import type { SigningAlgorithm } from '../protocol/signing-key.ts'

const minute = 60
const hour = 60 * minute
const day = 24 * hour

/**
 * One SQLite file beside the configuration: nothing to install, durable, enough for thousands of sign-ins an
 * hour.
 */
export const defaultStorage = 'sqlite:latchkey.db'

/** Every algorithm that a signature of ours may have. */
export const signingAlgorithms = ['RS256', 'PS256', 'ES256', 'EdDSA'] as const satisfies SigningAlgorithm[]

/** Every OpenID client can verify it (OpenID Connect Core §15.1). */
export const defaultIdTokenAlgorithm: SigningAlgorithm = 'RS256'

export const defaultAccessToken = {
  /** An API verifies it without asking us (RFC 9068). */
  format: 'jwt' as 'jwt' | 'opaque',
  /** Seconds. How long a revoked grant may still be honoured by an API that never asks. */
  lifetimeSeconds: 10 * minute,
  /** Short signatures, quick to make; APIs are ours to choose the library for. */
  algorithm: 'ES256' as SigningAlgorithm,
}

/** All in seconds. */
export const defaultLifetimes: Lifetimes = {
  /** A browser redirect and one request; longer only helps a thief (RFC 9700 §4.5.3). */
  authorizationCodeSeconds: minute,
  /** Consumed at once by the client; an hour forgives its clock. */
  idTokenSeconds: hour,
  /** An app that nobody opened for a month asks again. */
  refreshTokenIdleSeconds: 30 * day,
  /** However busy, an app asks again after half a year. */
  refreshTokenSeconds: 180 * day,
  /** Two tabs that refresh at once, or an answer lost on a train. */
  refreshGraceSeconds: 10,
  /** A person who stayed away for a day signs in again. */
  sessionIdleSeconds: day,
  /** And everybody does after two weeks. */
  sessionSeconds: 14 * day,
  /** Time enough to find a password; more than the 20 minutes that WCAG 2.2.1 asks for. */
  pendingAuthorizationSeconds: 30 * minute,
  /** A key signs for a quarter of a year. */
  signingKeySeconds: 90 * day,
  /** Longer than clients and APIs usually keep a key set. */
  signingKeyOverlapSeconds: day,
  /** An invitation is read within a week, or never. */
  invitationSeconds: 7 * day,
  /** Audit events: long enough to look into something noticed late. */
  eventSeconds: 90 * day,
}

export const defaultLimits: Limits = {
  /** Bytes of a request body. The largest honest one carries a client assertion of a few KiB. */
  bodyBytes: 64 * 1024,
  /**
   * Bytes of an authorization request's query. It travels on sealed, a third longer, and Node takes 16 KiB
   * for all headers.
   */
  authorizationRequestBytes: 8 * 1024,
  /** Wrong passwords for one account from one address, per window. */
  passwordAttemptsPerAccountAndAddress: 10,
  /**
   * Wrong passwords for one account from anywhere: far above a person, far below a botnet (NIST SP 800-63B-4
   * §3.2.2: at most 100).
   */
  passwordAttemptsPerAccount: 100,
  /**
   * Wrong passwords from one address; right ones do not count, so that an office behind one address still
   * signs in.
   */
  passwordAttemptsPerAddress: 100,
  /** Seconds. */
  passwordWindowSeconds: 15 * minute,
  /** New accounts from one address, per window. */
  signUpsPerAddress: 30,
  /** Seconds. */
  signUpWindowSeconds: hour,
  /**
   * Wrong client secrets from one address for one client, per window: a secret of ours would outlast the sun.
   */
  clientSecretAttemptsPerAddress: 30,
  /**
   * Failed client authentications from one address for whatever client, per window: many apps may share a
   * machine.
   */
  anyClientAttemptsPerAddress: 300,
  /** Seconds. */
  clientSecretWindowSeconds: minute,
  /** A client that computes the challenge wrongly needs a few looks; a guesser gets no more. */
  codeVerifierAttempts: 5,
  /** Accounts signed in in one browser: one cookie holds them all. */
  sessionsPerBrowser: 5,
}

/** The range that each number may have. Outside of it lies a mistake, a wrong unit most of the time. */
export const lifetimeRanges: Readonly<Record<keyof Lifetimes, readonly [minimum: number, maximum: number]>> =
  {
    authorizationCodeSeconds: [1, 10 * minute],
    idTokenSeconds: [1, 30 * day],
    refreshTokenIdleSeconds: [1, 3660 * day],
    refreshTokenSeconds: [1, 3660 * day],
    refreshGraceSeconds: [0, 5 * minute],
    sessionIdleSeconds: [1, 400 * day],
    sessionSeconds: [1, 400 * day],
    pendingAuthorizationSeconds: [1, day],
    signingKeySeconds: [1, 3660 * day],
    signingKeyOverlapSeconds: [0, 90 * day],
    invitationSeconds: [1, 366 * day],
    eventSeconds: [1, 3660 * day],
  }

const million = 1_000_000

export const limitRanges: Readonly<Record<keyof Limits, readonly [minimum: number, maximum: number]>> = {
  bodyBytes: [1024, 10 * 1024 * 1024],
  authorizationRequestBytes: [1024, 1024 * 1024],
  passwordAttemptsPerAccountAndAddress: [1, million],
  passwordAttemptsPerAccount: [1, million],
  passwordAttemptsPerAddress: [1, million],
  passwordWindowSeconds: [1, 7 * day],
  signUpsPerAddress: [1, million],
  signUpWindowSeconds: [1, 7 * day],
  clientSecretAttemptsPerAddress: [1, million],
  anyClientAttemptsPerAddress: [1, million],
  clientSecretWindowSeconds: [1, 7 * day],
  codeVerifierAttempts: [1, 1000],
  sessionsPerBrowser: [1, 20],
}

/** Seconds, for access tokens. */
export const accessTokenRange = [1, 30 * day] as const

/**
 * The scopes that every issuer has (OpenID Connect Core §5.4, §11), and what the consent page says of them.
 */
export const identityScopes: readonly ScopeDescription[] = [
  { name: 'openid', description: 'Confirm who you are', changes: false },
  { name: 'profile', description: 'See your name and profile', changes: false },
  { name: 'email', description: 'See your email address', changes: false },
  { name: 'address', description: 'See your postal address', changes: false },
  { name: 'phone', description: 'See your phone number', changes: false },
  { name: 'offline_access', description: 'Keep access while you are away', changes: false },
]

export const defaultBrand: Brand = {
  name: 'Latchkey',
  /** A quiet blue: 4.5:1 and more against white, and its light sister against near-black. */
  accent: '#1d4ed8',
  accentDark: '#93b4ff',
}

/** What a password alone must have when it is the only factor (NIST SP 800-63B-4 §3.1.1.2), in characters. */
export const defaultMinimumPasswordLength = 15
/** No configuration goes below this, in characters. */
export const leastPasswordLength = 8

/** Only this machine can reach us until the operator says otherwise. */
export const defaultHost = '127.0.0.1'
export const defaultPort = 4000
/**
 * Seconds between `/readyz` saying 503 and the end of listening: none, as most run behind nothing that asks.
 */
export const defaultDrainSeconds = 0
