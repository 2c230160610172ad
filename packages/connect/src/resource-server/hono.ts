import type { Context, MiddlewareHandler } from 'hono'
import { createGuard, type Guard } from './guard.ts'
import type { ProtectOptions, RefusedRequest } from './protect-options.ts'
import { toRequireFunctions } from './require-functions.ts'
import { decideRequirement, type Requirement, rememberAdmission } from './requirements.ts'
import type { ResourceMetadataOptions } from './resource-metadata.ts'
import { toResponse } from './to-response.ts'
import type { TokenAuth } from './token-auth.ts'

export type { IntrospectionOptions } from './introspect-token.ts'
export type { Refusal, RefusalReason } from './refusal.ts'
export type { ProtectOptions, RefusedRequest, ResourceMetadataOptions, TokenAuth }

declare module 'hono' {
  interface ContextVariableMap {
    /** The content of the access token; set by `protect`. */
    auth: TokenAuth | undefined
  }
}

/** A middleware that also has a handler for the API's metadata, with which clients find the issuer. */
export interface MiddlewareWithMetadata extends MiddlewareHandler {
  /**
   * Responds to `/.well-known/oauth-protected-resource…` (RFC 9728 §3). Mount it at the root:
   * `app.use(books.metadata)`.
   */
  readonly metadata: MiddlewareHandler
}

/**
 * Lets requests with a valid access token for this API pass (RFC 6750, RFC 9068), and sets `c.get('auth')`.
 * Others get 401 with a challenge, or 503 when the issuer is unreachable and nothing is cached from it.
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

export const {
  /** Requires all of these scopes. Comes after `protect`. */
  requireScopes,
  /** Requires a sign-in by one of these ways (`acr`). Comes after `protect`. */
  requireAcr,
  /** Requires a sign-in within these seconds. Comes after `protect`. */
  requireRecentAuth,
} = toRequireFunctions(toMiddleware)

function toMiddleware(requirement: Requirement): MiddlewareHandler {
  return async (c, next) => {
    const reply = decideRequirement(requirement, c, toRefusedRequest(c))
    return reply ? toResponse(reply, c.req.method) : next()
  }
}

/** Not `c.req.path`, because Hono decodes it. */
function toRefusedRequest(c: Context): RefusedRequest {
  return { method: c.req.method, path: new URL(c.req.url).pathname }
}
