import { createGuard } from './guard.ts'
import type { ProtectOptions, RefusedRequest } from './protect-options.ts'
import { toRequireFunctions } from './require-functions.ts'
import { decideRequirement, type Requirement, rememberAdmission } from './requirements.ts'
import type { ResourceMetadataOptions } from './resource-metadata.ts'
import { toResponse } from './to-response.ts'
import type { TokenAuth } from './token-auth.ts'

export type { IntrospectionOptions } from './introspect-token.ts'
export type { Refusal, RefusalReason } from './refusal.ts'
export type { ProtectOptions, RefusedRequest, ResourceMetadataOptions, TokenAuth }

/**
 * A handler behind a guard; `Req` is the framework's own request type. Further arguments of the platform
 * follow `auth`.
 */
export type GuardedHandler<Auth, Rest extends readonly unknown[], Req extends Request = Request> = (
  request: Req,
  auth: Auth,
  ...rest: Rest
) => Response | Promise<Response>

/** Puts a handler behind the guard; the result is a plain fetch handler. */
export interface Guarded<Auth> {
  <Rest extends readonly unknown[], Req extends Request = Request>(
    handler: GuardedHandler<Auth, Rest, Req>,
  ): (request: Req, ...rest: Rest) => Promise<Response>
  /**
   * The API's metadata (RFC 9728 §3) if the request asks for it and the option `metadata` is given, otherwise
   * `undefined`.
   */
  readonly metadata: (request: Request) => Response | undefined
}

/**
 * Guards fetch handlers: they receive only requests with a valid access token for this API (RFC 6750,
 * RFC 9068). Others get 401 with a challenge, or 503 when the issuer is unreachable and nothing is cached
 * from it.
 * @throws TypeError when an option is wrong
 */
export function protect(
  options: ProtectOptions & { readonly optional?: false | undefined },
): Guarded<TokenAuth>
export function protect(options: ProtectOptions): Guarded<TokenAuth | undefined>
export function protect(options: ProtectOptions): Guarded<TokenAuth> {
  const guard = createGuard(options)
  const guarded =
    <Rest extends readonly unknown[], Req extends Request>(handler: GuardedHandler<TokenAuth, Rest, Req>) =>
    async (request: Req, ...rest: Rest) => {
      const authorization = request.headers.get('authorization') ?? undefined
      const { reply, auth } = await guard.admit({ ...toRefusedRequest(request), authorization })
      if (reply) return toResponse(reply, request.method)
      rememberAdmission(request, { guard, auth })
      // Undefined only with the option `optional`, as the overloads declare.
      return handler(request, auth as TokenAuth, ...rest)
    }
  const metadata = (request: Request) => {
    const { method, path } = toRefusedRequest(request)
    return path === guard.metadata?.path ? toResponse(guard.metadata.answer(method), method) : undefined
  }
  return Object.assign(guarded, { metadata })
}

/**
 * Wraps a handler behind `protect`, which then receives only requests that meet the requirement:
 * `guarded(requireScopes('books:read')(handler))`.
 */
export type Require = <Auth, Rest extends readonly unknown[], Req extends Request = Request>(
  handler: GuardedHandler<Auth, Rest, Req>,
) => GuardedHandler<Auth, Rest, Req>

export const {
  /** Requires all of these scopes. Comes after `protect`. */
  requireScopes,
  /** Requires a sign-in by one of these ways (`acr`). Comes after `protect`. */
  requireAcr,
  /** Requires a sign-in within these seconds. Comes after `protect`. */
  requireRecentAuth,
} = toRequireFunctions(toRequire)

function toRequire(requirement: Requirement): Require {
  return (handler) =>
    async (request, auth, ...rest) => {
      const reply = decideRequirement(requirement, request, toRefusedRequest(request))
      return reply ? toResponse(reply, request.method) : handler(request, auth, ...rest)
    }
}

function toRefusedRequest({ method, url }: Request): RefusedRequest {
  return { method, path: new URL(url).pathname }
}
