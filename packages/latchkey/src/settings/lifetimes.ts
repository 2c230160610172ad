import { group, option } from './define-option.ts'
import { day, hour, minute } from './durations.ts'
import type { Group, Values, Written } from './option.ts'
import { wholeNumber } from './shapes.ts'

function seconds(byDefault: number, from: number, to: number) {
  return option(wholeNumber({ from, to }), { default: byDefault })
}

const members = {
  /** A browser redirect and one request; longer only helps a thief (RFC 9700 §4.5.3). */
  authorizationCodeSeconds: seconds(minute, 1, 10 * minute),
  /** Consumed at once by the client; an hour forgives its clock. */
  idTokenSeconds: seconds(hour, 1, 30 * day),
  /** A refresh token that is not used for this long stops working: an app that nobody opened asks again. */
  refreshTokenIdleSeconds: seconds(30 * day, 1, 3660 * day),
  /** A grant ends after this long, however often it was refreshed. */
  refreshTokenSeconds: seconds(180 * day, 1, 3660 * day),
  /**
   * A predecessor presented within this time of its rotation gets the same successor again: for two tabs that
   * refresh at once, or an answer lost on a train.
   */
  refreshGraceSeconds: seconds(10, 0, 5 * minute),
  /** A person who stayed away for this long signs in again. */
  sessionIdleSeconds: seconds(day, 1, 400 * day),
  /** And everybody does after this long. */
  sessionSeconds: seconds(14 * day, 1, 400 * day),
  /**
   * How long a person may take to sign in and decide: time enough to find a password, and more than the 20
   * minutes that WCAG 2.2.1 asks for.
   */
  pendingAuthorizationSeconds: seconds(30 * minute, 1, day),
  /** How long a key signs. */
  signingKeySeconds: seconds(90 * day, 1, 3660 * day),
  /**
   * How long a new key is published before it signs: longer than clients and APIs usually keep a key set.
   */
  signingKeyOverlapSeconds: seconds(day, 0, 90 * day),
  /** An invitation is read within this time, or never. */
  invitationSeconds: seconds(7 * day, 1, 366 * day),
  /** How long audit events are kept: long enough to look into something noticed late. */
  eventSeconds: seconds(90 * day, 1, 3660 * day),
}

export interface LifetimesConfiguration extends Written<typeof members> {}

/** Every lifetime, in seconds. */
export interface Lifetimes extends Values<typeof members> {}

/** Every lifetime, in seconds. */
export const lifetimes: Group<LifetimesConfiguration, Lifetimes> = group(members)
