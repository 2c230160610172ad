import type { Resource } from '../protocol/resource.ts'
import type { Lifetimes } from '../settings/lifetimes.ts'
import type { Report } from './report.ts'

/**
 * RFC 6749 §4.1.2 recommends at most ten minutes, OAuth 2.1 leaves it open; normal clients need a second or
 * two.
 */
const generousCodeSeconds = 60
const daySeconds = 86_400

/** Checks that the lifetimes are consistent, and fits the defaults to those that were stated. */
export function parseLifetimes(
  lifetimes: Lifetimes,
  context: {
    /** The lifetimes as written, without the defaults. */
    readonly written: unknown
    readonly resources: readonly Resource[]
    readonly report: Report
  },
): Lifetimes {
  const { written = {}, resources, report } = context
  if (report.hasProblem('lifetimes')) return lifetimes
  const fitted = fitDefaults(lifetimes, written as Partial<Lifetimes>)
  requireOrder(fitted, report)
  warnOfOddities(fitted, resources, report)
  return fitted
}

/**
 * An idle time that was not stated is reduced to a shorter absolute one, so that stating one of the two is
 * enough.
 */
function fitDefaults(lifetimes: Lifetimes, stated: Partial<Lifetimes>): Lifetimes {
  const fit = (idle: keyof Lifetimes, absolute: keyof Lifetimes) =>
    stated[idle] === undefined ? Math.min(lifetimes[idle], lifetimes[absolute]) : lifetimes[idle]
  return {
    ...lifetimes,
    refreshTokenIdleSeconds: fit('refreshTokenIdleSeconds', 'refreshTokenSeconds'),
    sessionIdleSeconds: fit('sessionIdleSeconds', 'sessionSeconds'),
    refreshGraceSeconds: fit('refreshGraceSeconds', 'refreshTokenIdleSeconds'),
    signingKeyOverlapSeconds: fit('signingKeyOverlapSeconds', 'signingKeySeconds'),
  }
}

function requireOrder(lifetimes: Lifetimes, report: Report): void {
  requireAtMost('refreshTokenIdleSeconds', 'refreshTokenSeconds')
  requireAtMost('sessionIdleSeconds', 'sessionSeconds')
  requireAtMost('refreshGraceSeconds', 'refreshTokenIdleSeconds')
  requireAtMost('signingKeyOverlapSeconds', 'signingKeySeconds')

  function requireAtMost(smaller: keyof Lifetimes, larger: keyof Lifetimes): void {
    if (lifetimes[smaller] <= lifetimes[larger]) return
    report.problem(
      `lifetimes.${smaller}`,
      `(${lifetimes[smaller]}) must not be longer than ${larger} (${lifetimes[larger]})`,
    )
  }
}

function warnOfOddities(lifetimes: Lifetimes, resources: readonly Resource[], report: Report): void {
  if (lifetimes.authorizationCodeSeconds > generousCodeSeconds) {
    report.warning(
      'lifetimes.authorizationCodeSeconds',
      `is longer than ${generousCodeSeconds}: more time for a thief`,
    )
  }
  const longest = Math.max(...resources.map((resource) => resource.accessTokenSeconds))
  if (lifetimes.refreshTokenIdleSeconds < longest) {
    report.warning(
      'lifetimes.refreshTokenIdleSeconds',
      `is shorter than an access token lives (${longest}): clients will find the refresh token expired`,
    )
  }
  if (longest > daySeconds) {
    report.warning(
      'accessToken.lifetimeSeconds',
      'is more than a day: an API that never asks honours revoked access that long',
    )
  }
}
