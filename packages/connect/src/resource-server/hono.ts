import type { Context, MiddlewareHandler } from 'hono'
import { createGuard, type Guard } from './guard.ts'
import type { ProtectOptions, RefusedRequest } from './protect-options.ts'
import {
  acrRequirement,
  decideRequirement,
  type Requirement,
  recentAuthRequirement,
  rememberAdmission,
  scopesRequirement,
} from './requirements.ts'
import type { ResourceMetadataOptions } from './resource-metadata.ts'
import { toResponse } from './to-response.ts'
import type { TokenAuth } from './token-auth.ts'

export type { IntrospectionOptions } from './introspect-token.ts'
export type { Refusal, RefusalReason } from './refusal.ts'
export type { ProtectOptions, RefusedRequest, ResourceMetadataOptions, TokenAuth }

declare module 'hono' {
  interface ContextVariableMap {
    /** What the access token says; set by `protect`. */
    auth: TokenAuth | undefined
  }
}

/** A middleware that also answers with the API's metadata, for clients who look for the issuer. */
export interface MiddlewareWithMetadata extends MiddlewareHandler {
  /**
   * Answers `/.well-known/oauth-protected-resource…` (RFC 9728 §3). Mount it at the root:
   * `app.use(books.metadata)`.
   */
  readonly metadata: MiddlewareHandler
}

/**
 * Lets requests pass that carry a good access token for this API (RFC 6750, RFC 9068), and sets
 * `c.get('auth')`. Others are answered: 401 with a challenge, or 503 when the issuer is away and nothing is
 * known of it.
 * @throws TypeError when an option is wrong
 */
export function protect(
  options: ProtectOptions & { readonly metadata: ResourceMetadataOptions },
): MiddlewareWithMetadata
export function protect(options: ProtectOptions): MiddlewareHandler
export function protect(options: ProtectOptions): MiddlewareHandler {
  const guard = createGuard(options)
  const middleware: MiddlewareHandler = async (c, next) => {
    const { reply, auth } = await guard.admit({
      ...toRefusedRequest(c),
      authorization: c.req.header('authorization'),
    })
    if (reply) return toResponse(reply, c.req.method)
    rememberAdmission(c, { guard, auth })
    c.set('auth', auth)
    return next()
  }
  return guard.metadata ? Object.assign(middleware, { metadata: serveMetadata(guard.metadata) }) : middleware
}

function serveMetadata(metadata: NonNullable<Guard['metadata']>): MiddlewareHandler {
  return async (c, next) => {
    const { method, path } = toRefusedRequest(c)
    return path === metadata.path ? toResponse(metadata.answer(method), method) : next()
  }
}

/**
 * Lets pass whose token has all of these scopes; others are answered 403 `insufficient_scope` (RFC 6750
 * §3.1). Comes after `protect`.
 * @throws TypeError when a scope cannot be one
 */
export function requireScopes(...scopes: readonly string[]): MiddlewareHandler {
  return toMiddleware(scopesRequirement(scopes))
}

/**
 * Lets pass who signed in by one of these ways (`acr`); others are answered 401
 * `insufficient_user_authentication`, and a client that understands it asks for a stronger sign-in (RFC 9470
 * §3). Comes after `protect`.
 * @throws TypeError when a value cannot be one
 */
export function requireAcr(...values: readonly string[]): MiddlewareHandler {
  return toMiddleware(acrRequirement(values))
}

/**
 * Lets pass who signed in within these seconds; others are answered 401 `insufficient_user_authentication`
 * with `max_age` (RFC 9470 §3). Comes after `protect`.
 * @throws TypeError when they are no whole seconds, from 1 on
 */
export function requireRecentAuth(seconds: number): MiddlewareHandler {
  return toMiddleware(recentAuthRequirement(seconds))
}

function toMiddleware(requirement: Requirement): MiddlewareHandler {
  return async (c, next) => {
    const reply = decideRequirement(requirement, c, toRefusedRequest(c))
    return reply ? toResponse(reply, c.req.method) : next()
  }
}

/** Not `c.req.path`, which Hono decodes. */
function toRefusedRequest(c: Context): RefusedRequest {
  return { method: c.req.method, path: new URL(c.req.url).pathname }
}
