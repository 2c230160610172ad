import { group, option } from './define-option.ts'
import { day, hour, minute } from './durations.ts'
import type { Group, Named, Values, Written } from './option.ts'
import { wholeNumber } from './shapes.ts'

const million = 1_000_000

function limit(byDefault: number, from: number, to: number) {
  return option(wholeNumber({ from, to }), { default: byDefault })
}

const members = {
  /** Bytes of a request body. The largest legitimate one has a client assertion of a few KiB. */
  bodyBytes: limit(64 * 1024, 1024, 10 * 1024 * 1024),
  /**
   * Bytes of the query of an authorization request. It is encrypted and carried on in URLs that are a third
   * longer, and Node accepts 16 KiB of headers in total. The same limit holds for a request that is posted.
   */
  authorizationRequestBytes: limit(8 * 1024, 1024, 20 * 1024),
  /** Wrong passwords for one account from one address, per window. */
  passwordAttemptsPerAccountAndAddress: limit(10, 1, million),
  /**
   * Wrong passwords for one account from all addresses: far more than a person needs, far fewer than a botnet
   * needs (NIST SP 800-63B-4 §3.2.2: at most 100).
   */
  passwordAttemptsPerAccount: limit(100, 1, million),
  /**
   * Wrong passwords from one address. Correct ones do not count, so that an office behind one address can
   * still sign in.
   */
  passwordAttemptsPerAddress: limit(100, 1, million),
  /**
   * Wrong passwords for one account in one browser in which it has signed in before. They count nowhere else,
   * and strangers' wrong passwords do not count there, so that nobody can lock people out of their own
   * browsers.
   */
  passwordAttemptsPerFamiliarBrowser: limit(10, 1, million),
  /** Browsers in which an account has signed in that are remembered: the latest ones. 0 for none. */
  familiarBrowsersPerAccount: limit(5, 0, 20),
  /** The window of the limits on passwords, in seconds. */
  passwordWindowSeconds: limit(15 * minute, 1, 7 * day),
  /** New accounts from one address, per window. */
  signUpsPerAddress: limit(30, 1, million),
  /** The window of the limit on new accounts, in seconds. */
  signUpWindowSeconds: limit(hour, 1, 7 * day),
  /**
   * Wrong client secrets for one client from one address, per window. At this rate, guessing a generated
   * secret takes longer than the sun will last.
   */
  clientSecretAttemptsPerAddress: limit(30, 1, million),
  /**
   * Failed client authentications from one address for any client, per window: many apps may share a machine.
   */
  anyClientAttemptsPerAddress: limit(300, 1, million),
  /** The window of the two limits on client authentication, in seconds. */
  clientSecretWindowSeconds: limit(minute, 1, 7 * day),
  /**
   * Wrong PKCE verifiers after which a code is invalid. It allows a developer whose client computes the
   * challenge wrongly a few attempts, and an attacker no more than that.
   */
  codeVerifierAttempts: limit(5, 1, 1000),
  /**
   * Audit events per minute from one address (an IPv6 /64) that anyone can cause: failed sign-ins to no
   * account, failed client authentications, refused requests. The last of them counts the rest. A /48 has
   * ten times as many.
   */
  anonymousEventsPerAddress: limit(60, 1, million),
  /**
   * The same from all addresses together, per process. Once half of them are used, an address has a tenth of
   * its own.
   */
  anonymousEvents: limit(1200, 1, million),
  /** Accounts that can be signed in at the same time in one browser: one cookie holds them all. */
  sessionsPerBrowser: limit(5, 1, 20),
}

export interface LimitsConfiguration extends Written<typeof members>, Named {}

/** Every limit that is not a lifetime. */
export interface Limits extends Values<typeof members> {}

/** Every limit that is not a lifetime. */
export const limits: Group<LimitsConfiguration, Limits> = group(members)
