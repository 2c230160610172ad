import { LONGEST_CODE_SECONDS } from '../protocol/token/require-redeemable-code.ts'
import { group, option } from './define-option.ts'
import { day, hour, minute } from './durations.ts'
import type { Group, Named, Values, Written } from './option.ts'
import { wholeNumber } from './shapes.ts'

function seconds(byDefault: number, from: number, to: number) {
  return option(wholeNumber({ from, to }), { default: byDefault })
}

const members = {
  /**
   * An authorization code has to outlast one redirect and one request; a longer lifetime only helps a thief
   * (RFC 9700 §4.5.3).
   */
  authorizationCodeSeconds: seconds(minute, 1, LONGEST_CODE_SECONDS),
  /** Clients check an ID token immediately; an hour tolerates their clock errors. */
  idTokenSeconds: seconds(hour, 1, 30 * day),
  /** A refresh token that has not been used for this long expires: the app has to ask the person again. */
  refreshTokenIdleSeconds: seconds(30 * day, 1, 3660 * day),
  /** A grant expires after this long, however often it was refreshed. */
  refreshTokenSeconds: seconds(180 * day, 1, 3660 * day),
  /**
   * A refresh token presented again within this time after its rotation gets the same successor. This is for
   * two tabs that refresh at once, and for a lost response.
   */
  refreshGraceSeconds: seconds(10, 0, 5 * minute),
  /** A person who has not been seen for this long must sign in again. */
  sessionIdleSeconds: seconds(day, 1, 400 * day),
  /** Everyone must sign in again after this long. */
  sessionSeconds: seconds(14 * day, 1, 400 * day),
  /**
   * How long an account is remembered in a browser after it signed in there: people who come twice a year
   * still have tries of their own while others guess at their password.
   */
  familiarBrowserSeconds: seconds(200 * day, 1, 400 * day),
  /**
   * How long a person may take to sign in and decide: time enough to find a password, and more than the 20
   * minutes that WCAG 2.2.1 asks for.
   */
  pendingAuthorizationSeconds: seconds(30 * minute, 1, day),
  /** How long a key is used to sign. */
  signingKeySeconds: seconds(90 * day, 1, 3660 * day),
  /**
   * How long a new key is published before it is used to sign: longer than clients and APIs usually cache a
   * key set.
   */
  signingKeyOverlapSeconds: seconds(day, 0, 90 * day),
  /** An invitation expires after this long. */
  invitationSeconds: seconds(7 * day, 1, 366 * day),
  /** How long audit events are kept: long enough to investigate something that was noticed late. */
  eventSeconds: seconds(90 * day, 1, 3660 * day),
}

export interface LifetimesConfiguration extends Written<typeof members>, Named {}

/** Every lifetime, in seconds. */
export interface Lifetimes extends Values<typeof members> {}

/** Every lifetime, in seconds. */
export const lifetimes: Group<LifetimesConfiguration, Lifetimes> = group(members)
