import { IssuerError } from '../issuer/issuer-error.ts'
import { type Reply, toReply } from './challenge.ts'
import { guardOnRefused } from './guard-listener.ts'
import { parseAuthorization } from './parse-authorization.ts'
import { type ProtectOptions, parseOptions, type RefusedRequest } from './protect-options.ts'
import { createRateLimitedWarning } from './rate-limited-warning.ts'
import { fromIssuerError, Refusal } from './refusal.ts'
import { createResourceMetadata, type ResourceMetadata } from './resource-metadata.ts'
import type { TokenAuth } from './token-auth.ts'
import { createTokenVerifier } from './verify-token.ts'

/** The part of a request that every framework can provide. */
export interface GuardedRequest extends RefusedRequest {
  /** The header's value; if there are several headers, all values joined by commas. */
  readonly authorization: string | undefined
}

/** Either a response to send, or leave to go on. */
export type Verdict =
  | { readonly reply: Reply; readonly auth?: never }
  | { readonly reply?: never; readonly auth: TokenAuth | undefined }

/** Decides who may come in, for one API. */
export interface Guard {
  readonly metadata: ResourceMetadata | undefined
  /** Admits the request, or says how to respond; answers a request for the metadata too. */
  admit(request: GuardedRequest): Promise<Verdict>
  /** The response to a request that was admitted but does not meet a route's requirement. */
  refuse(refusal: Refusal, request: RefusedRequest): Reply
}

/**
 * Browsers send no token with a preflight (Fetch §4.8). It is refused all the same: a handler for every
 * method would run without a token.
 */
const PREFLIGHT =
  'If this is the CORS preflight of a page, put your CORS middleware before protect, so that it answers'

/**
 * Checks the options and creates the guard of one API.
 * @throws TypeError when an option is wrong
 */
export function createGuard(options: ProtectOptions): Guard {
  const parsed = parseOptions(options)
  const verify = createTokenVerifier(parsed, options)
  const metadata = options.metadata && createResourceMetadata(options.metadata, parsed)
  const { optional = false } = options
  const onRefused = options.onRefused ? guardOnRefused(options.onRefused) : createRateLimitedWarning()

  async function authenticate({ authorization, method }: GuardedRequest): Promise<TokenAuth | undefined> {
    const token = parseAuthorization(authorization)
    if (token !== undefined) return verify(token)
    if (optional) return undefined
    throw new Refusal('missing_token', method === 'OPTIONS' ? PREFLIGHT : 'The request has no access token')
  }

  function refuse(refusal: Refusal, { method, path }: RefusedRequest): Reply {
    onRefused(refusal, { method, path })
    return toReply(refusal, metadata?.url)
  }

  return {
    metadata,
    refuse,
    async admit(request) {
      if (metadata !== undefined && request.path === metadata.path)
        return { reply: metadata.answer(request.method) }
      try {
        return { auth: await authenticate(request) }
      } catch (cause) {
        return { reply: refuse(toRefusal(cause), request) }
      }
    },
  }
}

/** Anything else is an error of our own, left to the framework. */
function toRefusal(cause: unknown): Refusal {
  if (cause instanceof Refusal) return cause
  if (cause instanceof IssuerError) return fromIssuerError(cause)
  throw cause
}
