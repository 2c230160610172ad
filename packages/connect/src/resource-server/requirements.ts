import type { Reply } from './challenge.ts'
import type { Guard } from './guard.ts'
import type { RefusedRequest } from './protect-options.ts'
import { Refusal } from './refusal.ts'
import { MAX_AHEAD_SECONDS } from './require-claims.ts'
import type { TokenAuth } from './token-auth.ts'

/** What a route requires of a token beyond being valid. */
export interface Requirement {
  /** The function that the developer called, for the message when `protect` is missing. */
  readonly name: string
  /** Why the token does not meet the requirement, if it does not. @param now Epoch seconds. */
  readonly refusalOf: (auth: TokenAuth, now: number) => Refusal | undefined
  /** For the challenge to a request without a token. */
  readonly parameters: Readonly<Record<string, string>>
}

/** `scope-token` (RFC 6749 §3.3), which an `acr` value has to be too when it goes into a challenge. */
const WORD = /^[\x21\x23-\x5b\x5d-\x7e]+$/

/**
 * The requirement of `requireScopes`.
 * @throws TypeError when there is no scope, or one that is malformed
 */
export function scopesRequirement(scopes: readonly string[]): Requirement {
  requireWords('requireScopes', scopes)
  const parameters = { scope: scopes.join(' ') }
  return {
    name: 'requireScopes',
    parameters,
    refusalOf({ scopes: granted }) {
      const missing = scopes.filter((scope) => !granted.includes(scope))
      if (missing.length === 0) return undefined
      const has = granted.length === 0 ? 'no scopes' : `only ${granted.join(' ')}`
      const message = `The token lacks ${missing.join(' ')}; it has ${has}`
      return new Refusal('insufficient_scope', message, { parameters })
    },
  }
}

/** The requirement of `requireAcr`. @throws TypeError when there is no value, or one that is malformed */
export function acrRequirement(values: readonly string[]): Requirement {
  requireWords('requireAcr', values)
  const parameters = { acr_values: values.join(' ') }
  return {
    name: 'requireAcr',
    parameters,
    refusalOf({ claims: { acr } }) {
      if (typeof acr === 'string' && values.includes(acr)) return undefined
      const message = `The person's sign-in (acr) was not one of ${values.join(', ')}`
      return new Refusal('insufficient_user_authentication', message, { parameters })
    },
  }
}

/** The requirement of `requireRecentAuth`. @throws TypeError unless `seconds` is a positive whole number */
export function recentAuthRequirement(seconds: number): Requirement {
  if (!Number.isSafeInteger(seconds) || seconds < 1) {
    throw new TypeError('requireRecentAuth takes whole seconds, such as requireRecentAuth(300)')
  }
  const parameters = { max_age: String(seconds) }
  return {
    name: 'requireRecentAuth',
    parameters,
    refusalOf({ claims: { auth_time: authTime } }, now) {
      const age = typeof authTime === 'number' ? now - authTime : undefined
      if (age !== undefined && age <= seconds && age >= -MAX_AHEAD_SECONDS) return undefined
      const message = explainAge(age, seconds)
      return new Refusal('insufficient_user_authentication', message, { parameters })
    },
  }
}

function explainAge(age: number | undefined, seconds: number): string {
  if (age === undefined) return 'The token does not say when the person signed in (auth_time)'
  if (age < 0) return 'The token says that the person will sign in later (auth_time): is that in seconds?'
  return `The person signed in ${Math.floor(age)} seconds ago, and ${seconds} are allowed`
}

function requireWords(name: string, words: readonly string[]): void {
  if (words.length > 0 && words.every((word) => WORD.test(word))) return
  throw new TypeError(
    `${name} takes one or more values without spaces, each by itself: ${name}('one', 'two')`,
  )
}

interface Admission {
  readonly guard: Guard
  readonly auth: TokenAuth | undefined
}

/** Keyed by the framework's request, and forgotten with it. */
const admissions = new WeakMap<object, Admission>()

export function rememberAdmission(request: object, admission: Admission): void {
  admissions.set(request, admission)
}

/**
 * The response to a request that does not meet a requirement, else `undefined`.
 * @throws Error when `protect` did not see the request
 */
export function decideRequirement(
  { name, refusalOf, parameters }: Requirement,
  key: object,
  request: RefusedRequest,
): Reply | undefined {
  const admission = admissions.get(key)
  if (admission === undefined) {
    throw new Error(`${name} needs protect({ issuer, audience }) before it, on a path that this request has`)
  }
  const { guard, auth } = admission
  const refusal =
    auth === undefined
      ? new Refusal('missing_token', `${name} needs an access token, and the request has none`, {
          parameters,
        })
      : refusalOf(auth, Date.now() / 1000)
  return refusal && guard.refuse(refusal, request)
}
