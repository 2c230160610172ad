import { group, option } from './define-option.ts'
import { day, hour, minute } from './durations.ts'
import type { Group, Values, Written } from './option.ts'
import { wholeNumber } from './shapes.ts'

const million = 1_000_000

function limit(byDefault: number, from: number, to: number) {
  return option(wholeNumber({ from, to }), { default: byDefault })
}

const members = {
  /** Bytes of a request body. The largest honest one carries a client assertion of a few KiB. */
  bodyBytes: limit(64 * 1024, 1024, 10 * 1024 * 1024),
  /**
   * Bytes of an authorization request's query. It travels on sealed, a third longer, and Node takes 16 KiB
   * for all headers.
   */
  authorizationRequestBytes: limit(8 * 1024, 1024, 1024 * 1024),
  /** Wrong passwords for one account from one address, per window. */
  passwordAttemptsPerAccountAndAddress: limit(10, 1, million),
  /**
   * Wrong passwords for one account from anywhere: far above a person, far below a botnet (NIST SP 800-63B-4
   * §3.2.2: at most 100).
   */
  passwordAttemptsPerAccount: limit(100, 1, million),
  /**
   * Wrong passwords from one address; right ones do not count, so that an office behind one address still
   * signs in.
   */
  passwordAttemptsPerAddress: limit(100, 1, million),
  /** Seconds in which the three limits on passwords count. */
  passwordWindowSeconds: limit(15 * minute, 1, 7 * day),
  /** New accounts from one address, per window. */
  signUpsPerAddress: limit(30, 1, million),
  /** Seconds in which new accounts count. */
  signUpWindowSeconds: limit(hour, 1, 7 * day),
  /**
   * Wrong client secrets from one address for one client, per window: a secret of ours would outlast the sun.
   */
  clientSecretAttemptsPerAddress: limit(30, 1, million),
  /**
   * Failed client authentications from one address for whatever client, per window: many apps may share a
   * machine.
   */
  anyClientAttemptsPerAddress: limit(300, 1, million),
  /** Seconds in which the two limits on client authentication count. */
  clientSecretWindowSeconds: limit(minute, 1, 7 * day),
  /**
   * Wrong verifiers after which a code is dead. A client that computes the challenge wrongly needs a few
   * looks; a guesser gets no more.
   */
  codeVerifierAttempts: limit(5, 1, 1000),
  /** Accounts signed in in one browser: one cookie holds them all. */
  sessionsPerBrowser: limit(5, 1, 20),
}

export interface LimitsConfiguration extends Written<typeof members> {}

/** Every limit that is not a lifetime. */
export interface Limits extends Values<typeof members> {}

/** Every limit that is not a lifetime. */
export const limits: Group<LimitsConfiguration, Limits> = group(members)
