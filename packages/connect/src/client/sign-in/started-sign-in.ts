import type { AppCookies } from './app-cookies.ts'

/** What a browser's cookie remembers from the start of a sign-in until it comes back. */
export interface StartedSignIn {
  /** Epoch seconds. */
  readonly startedAt: number
  readonly codeVerifier: string
  readonly nonce: string
  /** A path of this app. */
  readonly returnTo: string
  readonly maxAgeSeconds?: number | undefined
  readonly acrValues?: readonly string[] | undefined
}

/** Seconds that a person may take at the issuer. */
export const STARTED_SECONDS = 3600
/** The maximum number of unfinished sign-ins of one browser, such as in several tabs. */
const MAX_STARTED = 5
/**
 * The maximum number of characters of their cookies, without the newest one. Links on other sites start
 * sign-ins too, and servers refuse headers of 8 KiB.
 */
const MAX_CHARACTERS = 4500

export function toCookieValue(started: StartedSignIn): string {
  return Buffer.from(JSON.stringify(started)).toString('base64url')
}

/** `undefined` when the cookie is not one of ours, or too old. */
export function parseStartedSignIn(value: string | undefined, now: number): StartedSignIn | undefined {
  if (value === undefined) return
  try {
    const parsed = JSON.parse(Buffer.from(value, 'base64url').toString()) as StartedSignIn
    return isOurs(parsed) && Math.abs(now - parsed.startedAt) < STARTED_SECONDS ? parsed : undefined
  } catch {
    return
  }
}

/** RFC 7636 §4.1. */
const CODE_VERIFIER = /^[\w.~-]{43,128}$/

/** Anybody can write a cookie into their own browser, so every member is checked. */
function isOurs(parsed: StartedSignIn): boolean {
  const { startedAt, codeVerifier, nonce, returnTo, maxAgeSeconds = 0, acrValues = [] } = parsed
  return (
    [startedAt, maxAgeSeconds].every((number) => Number.isInteger(number) && number >= 0) &&
    [codeVerifier, nonce, returnTo].every((text) => typeof text === 'string') &&
    CODE_VERIFIER.test(codeVerifier) &&
    nonce !== '' &&
    Array.isArray(acrValues) &&
    acrValues.every((value) => typeof value === 'string')
  )
}

/**
 * Names of the cookies to remove when one more sign-in starts: broken, too old, or the oldest of too many.
 */
export function findSuperfluous(
  cookies: ReadonlyMap<string, string>,
  names: AppCookies,
  now: number,
): readonly string[] {
  const all = [...cookies].filter(([name]) => names.isStartedName(name))
  const startedAt = (value: string) => parseStartedSignIn(value, now)?.startedAt ?? 0
  const newestFirst = all.toSorted(([, a], [, b]) => startedAt(b) - startedAt(a))
  let characters = 0
  const isTooMuch = (pair: readonly string[], index: number) => {
    characters += pair.join('').length
    return index >= MAX_STARTED - 1 || characters > MAX_CHARACTERS
  }
  return newestFirst
    .filter((pair, index) => isTooMuch(pair, index) || startedAt(pair[1]) === 0)
    .map(([name]) => name)
}
