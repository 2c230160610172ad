// biome-ignore-all lint/style/useShorthandFunctionType: editors show a call signature's comment at each call
import { acrRequirement, type Requirement, recentAuthRequirement, scopesRequirement } from './requirements.ts'

export interface RequireScopes<Middleware> {
  /**
   * Lets pass whose token has all of these scopes; others are answered 403 `insufficient_scope` (RFC 6750
   * §3.1). Comes after `protect`.
   * @throws TypeError when a scope cannot be one
   */
  (...scopes: readonly string[]): Middleware
}

export interface RequireAcr<Middleware> {
  /**
   * Lets pass who signed in by one of these ways (`acr`); others are answered 401
   * `insufficient_user_authentication`, and a client that understands it asks for a stronger sign-in (RFC
   * 9470 §3). Comes after `protect`.
   * @throws TypeError when a value cannot be one
   */
  (...values: readonly string[]): Middleware
}

export interface RequireRecentAuth<Middleware> {
  /**
   * Lets pass who signed in within these seconds; others are answered 401 `insufficient_user_authentication`
   * with `max_age` (RFC 9470 §3). Comes after `protect`.
   * @throws TypeError when they are no whole seconds, from 1 on
   */
  (seconds: number): Middleware
}

interface RequireFunctions<Middleware> {
  readonly requireScopes: RequireScopes<Middleware>
  readonly requireAcr: RequireAcr<Middleware>
  readonly requireRecentAuth: RequireRecentAuth<Middleware>
}

/** What a route may ask of a token beyond `protect`, each as what the framework puts before a handler. */
export function toRequireFunctions<Middleware>(
  toMiddleware: (requirement: Requirement) => Middleware,
): RequireFunctions<Middleware> {
  return {
    requireScopes: (...scopes) => toMiddleware(scopesRequirement(scopes)),
    requireAcr: (...values) => toMiddleware(acrRequirement(values)),
    requireRecentAuth: (seconds) => toMiddleware(recentAuthRequirement(seconds)),
  }
}
