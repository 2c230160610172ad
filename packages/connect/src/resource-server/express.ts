import type { IncomingMessage, ServerResponse } from 'node:http'
import { parseRequestTarget } from '../wire/parse-request-target.ts'
import { sendPlainResponse } from '../wire/send-plain-response.ts'
import { findHeader } from '../wire/sent-headers.ts'
import { EXPOSED_HEADERS, type Reply } from './challenge.ts'
import { createGuard, type Guard } from './guard.ts'
import type { ProtectOptions, RefusedRequest } from './protect-options.ts'
import { toRequireFunctions } from './require-functions.ts'
import { decideRequirement, type Requirement, rememberAdmission } from './requirements.ts'
import type { ResourceMetadataOptions } from './resource-metadata.ts'
import type { TokenAuth } from './token-auth.ts'

export type { IntrospectionOptions } from './introspect-token.ts'
export type { Refusal, RefusalReason } from './refusal.ts'
export type { ProtectOptions, RefusedRequest, ResourceMetadataOptions, TokenAuth }

declare global {
  namespace Express {
    interface Request {
      /** The content of the access token; set by `protect`. */
      auth?: TokenAuth | undefined
    }
  }
}

/**
 * A middleware for Express 4 and 5, Connect, Polka, NestJS and anything else that takes `(req, res, next)`.
 */
export type Middleware = (req: IncomingMessage, res: ServerResponse, next: (error?: unknown) => void) => void

/** A middleware that also has a handler for the API's metadata, with which clients find the issuer. */
export interface MiddlewareWithMetadata extends Middleware {
  /**
   * Responds to `/.well-known/oauth-protected-resource…` (RFC 9728 §3). Mount it at the root:
   * `app.use(books.metadata)`.
   */
  readonly metadata: Middleware
}

/**
 * Lets requests with a valid access token for this API pass (RFC 6750, RFC 9068), and sets `req.auth`. Others
 * get 401 with a challenge, or 503 when the issuer is unreachable and nothing is cached from it.
 * @throws TypeError when an option is wrong
 */
export function protect(
  options: ProtectOptions & { readonly metadata: ResourceMetadataOptions },
): MiddlewareWithMetadata
export function protect(options: ProtectOptions): Middleware
export function protect(options: ProtectOptions): Middleware {
  const guard = createGuard(options)
  const middleware: Middleware = (req, res, next) => {
    const request = { ...toRefusedRequest(req), authorization: findHeader(req, 'authorization') }
    guard
      .admit(request)
      .then(({ reply, auth }) => {
        if (reply) return send(reply, req, res)
        rememberAdmission(req, { guard, auth })
        Object.assign(req, { auth })
        next()
      })
      .catch(next)
  }
  return guard.metadata ? Object.assign(middleware, { metadata: serveMetadata(guard.metadata) }) : middleware
}

function serveMetadata(metadata: NonNullable<Guard['metadata']>): Middleware {
  return (req, res, next) => {
    const { method, path } = toRefusedRequest(req)
    if (path === metadata.path) send(metadata.answer(method), req, res)
    else next()
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

function toMiddleware(requirement: Requirement): Middleware {
  return (req, res, next) => {
    const reply = decideRequirement(requirement, req, toRefusedRequest(req))
    if (reply) send(reply, req, res)
    else next()
  }
}

function toRefusedRequest(req: IncomingMessage): RefusedRequest {
  return { method: req.method ?? 'GET', path: parseRequestTarget(req)?.pathname ?? '' }
}

function send(reply: Reply, req: IncomingMessage, res: ServerResponse): void {
  // In addition to what the host's CORS middleware exposes.
  res.appendHeader('Access-Control-Expose-Headers', EXPOSED_HEADERS)
  sendPlainResponse(reply, req, res)
}
