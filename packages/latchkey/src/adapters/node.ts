import type { IncomingMessage, ServerResponse } from 'node:http'
import {
  fromNodeRequest,
  MOST_VALUES,
  type PlainResponse,
  parseRequestTarget,
  peerOf,
  sendPlainResponse,
  sendResponse,
  toRequest,
} from 'latchkey-connect/internal'
import type { AuthorizationServer } from '../authorization-server.ts'
import type { Connection } from '../http/edge/edge-context.ts'

const HSTS = 'Strict-Transport-Security'

/** Passes a request on to the next handler of the host's app, or an error to its error handler. */
type Next = (error?: Error) => void

/** A request listener of node:http that is also middleware for Express and compatible frameworks. */
export type NodeHandler = (req: IncomingMessage, res: ServerResponse, next?: Next) => void

/**
 * Creates a handler for node:http, Express 4 and 5, NestJS, and Fastify's raw request and response. With
 * `next`, requests for paths that are not the server's are passed on; without it they get the server's 404.
 * Never throws and never rejects.
 */
export function toNodeHandler(
  server: Pick<AuthorizationServer, 'issuer' | 'fetch' | 'endpointAt' | 'handles'>,
): NodeHandler {
  const origin = new URL(server.issuer).origin

  return (req, res, next) => {
    const target = parseRequestTarget(req)
    if (next && !(target && server.handles(target.pathname))) return next()
    if (!target) return answerPlainly(res, 400)
    const endpoint = server.endpointAt(target.pathname)
    if (endpoint) {
      return void endpoint(fromNodeRequest(req, target.pathname))
        .then((answer) => sendPlainResponse(underHostPolicy(answer, res), req, res))
        .catch((cause: unknown) => giveUp(cause, res, next))
    }
    Promise.resolve()
      .then(() => {
        const request = toRequest(req, origin + target.pathname + target.search, MOST_VALUES)
        return server.fetch(request, toConnection(req))
      })
      .then((response) => {
        if (res.hasHeader(HSTS)) response.headers.delete(HSTS)
        return sendResponse(response, req, res)
      })
      .catch((cause: unknown) => giveUp(cause, res, next))
  }
}

/**
 * A host that has said what holds for its domain by https has the last word: browsers keep only what they
 * read last (RFC 6797 §8.1), so our header would undo its `includeSubDomains`.
 */
function underHostPolicy(answer: PlainResponse, res: ServerResponse): PlainResponse {
  if (!res.hasHeader(HSTS)) return answer
  const { [HSTS]: _, ...headers } = answer.headers
  return { ...answer, headers }
}

function toConnection({ socket }: IncomingMessage): Connection {
  const remoteAddress = peerOf(socket)
  return remoteAddress === undefined ? {} : { remoteAddress }
}

/** The server answers its own errors, so this is an error of the host, or a peer that went away. */
function giveUp(cause: unknown, res: ServerResponse, next: Next | undefined): void {
  if (res.destroyed || res.headersSent) res.destroy()
  else if (next) next(cause instanceof Error ? cause : new Error(String(cause)))
  else answerPlainly(res, 500)
}

function answerPlainly(res: ServerResponse, status: 400 | 500): void {
  const body = JSON.stringify({ error: status === 400 ? 'invalid_request' : 'server_error' })
  res.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' }).end(body)
}
