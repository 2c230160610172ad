import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { parseRequestTarget } from '../wire/parse-request-target.ts'
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

declare module 'fastify' {
  interface FastifyRequest {
    /** The content of the access token; set by `protect`. */
    auth?: TokenAuth | undefined
  }
}

/** A hook for `onRequest` or any later one. */
export type Hook = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply | undefined>

/** A hook, and a plugin that serves the API's metadata, with which clients find the issuer. */
export interface HookWithMetadata extends Hook {
  /**
   * Adds `/.well-known/oauth-protected-resource…` (RFC 9728 §3). Register it at the root:
   * `app.register(books.metadata)`.
   */
  readonly metadata: (app: FastifyInstance) => Promise<void>
}

/**
 * A hook that lets requests with a valid access token for this API pass (RFC 6750, RFC 9068), and sets
 * `request.auth`. Others get 401 with a challenge, or 503 when the issuer is unreachable and nothing is
 * cached from it.
 * @throws TypeError when an option is wrong
 */
export function protect(
  options: ProtectOptions & { readonly metadata: ResourceMetadataOptions },
): HookWithMetadata
export function protect(options: ProtectOptions): Hook
export function protect(options: ProtectOptions): Hook {
  const guard = createGuard(options)
  const hook: Hook = async (request, reply) => {
    const { reply: answer, auth } = await guard.admit({
      ...toRefusedRequest(request),
      authorization: findHeader(request.raw, 'authorization'),
    })
    if (answer) return send(answer, reply)
    rememberAdmission(request, { guard, auth })
    request.auth = auth
    return undefined
  }
  return guard.metadata ? Object.assign(hook, { metadata: toPlugin(guard.metadata) }) : hook
}

function toPlugin(metadata: NonNullable<Guard['metadata']>): HookWithMetadata['metadata'] {
  return async (app) => {
    app.route({
      method: ['GET', 'OPTIONS'],
      url: metadata.path,
      handler: (request, reply) => send(metadata.answer(request.method), reply),
    })
  }
}

export const {
  /** Requires all of these scopes. Comes after `protect`. */
  requireScopes,
  /** Requires a sign-in by one of these ways (`acr`). Comes after `protect`. */
  requireAcr,
  /** Requires a sign-in within these seconds. Comes after `protect`. */
  requireRecentAuth,
} = toRequireFunctions(toHook)

function toHook(requirement: Requirement): Hook {
  return async (request, reply) => {
    const answer = decideRequirement(requirement, request, toRefusedRequest(request))
    return answer && send(answer, reply)
  }
}

function toRefusedRequest({ method, raw }: FastifyRequest): RefusedRequest {
  return { method, path: parseRequestTarget(raw)?.pathname ?? '' }
}

function send({ status, headers, body }: Reply, reply: FastifyReply): FastifyReply {
  // In addition to what the host's CORS plugin exposes.
  const exposed = [reply.getHeader('access-control-expose-headers') ?? [], EXPOSED_HEADERS].flat()
  return reply
    .code(status)
    .headers({ ...headers, 'access-control-expose-headers': exposed.join(', ') })
    .send(body)
}
