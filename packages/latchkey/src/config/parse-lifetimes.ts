import type { Lifetimes } from '../ports/settings.ts'
import type { Resource } from '../protocol/resource.ts'
import { defaultLifetimes } from './defaults.ts'
import { readMember, type Source } from './read-shape.ts'
import type { Report } from './report.ts'
import { lifetimesShape } from './shapes.ts'

/**
 * RFC 6749 §4.1.2 recommends at most ten minutes, OAuth 2.1 leaves it; honest clients need a second or two.
 */
const generousCodeSeconds = 60
const daySeconds = 86_400

/** Lifetimes that make sense together. */
export function parseLifetimes(source: Source, resources: readonly Resource[]): Lifetimes {
  const lifetimes = { ...defaultLifetimes, ...readMember(source, 'lifetimes', lifetimesShape) }
  if (!source.report.hasProblem('lifetimes')) {
    const fitted = fitDefaults(lifetimes, source)
    requireOrder(fitted, source.report)
    warnOfOddities(fitted, resources, source.report)
    return fitted
  }
  return lifetimes
}

/**
 * An idle time that was not stated follows a shorter absolute one, so that stating one of the two is enough.
 */
function fitDefaults(lifetimes: Lifetimes, source: Source): Lifetimes {
  const stated = (source.input.lifetimes ?? {}) as Partial<Lifetimes>
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
