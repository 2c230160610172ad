import type { IncomingMessage, ServerResponse } from 'node:http'
import {
  fromNodeRequest,
  hasSeveralHosts,
  MOST_VALUES,
  type PlainResponse,
  parseRequestTarget,
  peerOf,
  type RequestTarget,
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

/** What the handler asks of the server. */
type Served = Pick<
  AuthorizationServer,
  'issuer' | 'fetch' | 'endpointAt' | 'handles' | 'passedOn' | 'answerMalformed'
>

/**
 * Creates a handler for node:http, Express 4 and 5, NestJS, and Fastify's raw request and response. With
 * `next`, requests for paths that are not the server's are passed on; without it they get the server's 404.
 * The handler never throws and never rejects.
 * @throws TypeError when it is not given a server, such as when an `await` was forgotten
 */
export function toNodeHandler(server: Served): NodeHandler {
  requireServer(server)
  const origin = new URL(server.issuer).origin

  return (req, res, next) => {
    const target = parseRequestTarget(req)
    if (next && !(target && handles(server, req, target))) return next()
    answer(server, req, res, { target, origin }).catch((cause: unknown) => giveUp(cause, res, next))
  }
}

async function answer(
  server: Served,
  req: IncomingMessage,
  res: ServerResponse,
  { target, origin }: { readonly target: RequestTarget | undefined; readonly origin: string },
): Promise<void> {
  if (target === undefined || hasSeveralHosts(req)) {
    const malformed = await server.answerMalformed(fromNodeRequest(req, sentPath(req)))
    return sendPlainResponse(underHostPolicy(malformed, res), req, res)
  }
  const endpoint = server.endpointAt(target.pathname)
  if (endpoint) {
    const plain = await endpoint(fromNodeRequest(req, target.pathname))
    return sendPlainResponse(underHostPolicy(plain, res), req, res)
  }
  const request = toRequest(req, origin + target.pathname + target.search, MOST_VALUES)
  const response = await server.fetch(request, toConnection(req))
  if (res.hasHeader(HSTS)) response.headers.delete(HSTS)
  await sendResponse(response, req, res)
}

function requireServer(given: Partial<Served & PromiseLike<unknown>> | null | undefined): void {
  if (typeof given?.then === 'function')
    throw new TypeError(
      'toNodeHandler was given a promise: write toNodeHandler(await createAuthorizationServer(…))',
    )
  if (typeof given?.fetch !== 'function' || typeof given.answerMalformed !== 'function')
    throw new TypeError('toNodeHandler must be given what createAuthorizationServer resolves to')
}

/** Express says in `baseUrl` where it has mounted a handler. */
function handles(
  server: Served,
  { baseUrl }: IncomingMessage & { readonly baseUrl?: unknown },
  { pathname }: RequestTarget,
): boolean {
  if (server.handles(pathname)) return true
  if (typeof baseUrl === 'string' && baseUrl !== '') server.passedOn(pathname, baseUrl)
  return false
}

/**
 * For the log: the target as it was sent, without what may hold secrets, which are a query, a fragment, and
 * the password of an absolute URL.
 */
function sentPath({ url = '' }: IncomingMessage): string {
  const [path = ''] = url.split(/[?#]/, 1)
  return path.replace(/^([a-z][\w+.-]*:\/\/)[^/]*@/i, '$1...@')
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
  else failPlainly(res)
}

/** What even the server's own answer to errors has not survived. */
function failPlainly(res: ServerResponse): void {
  const headers = {
    'Content-Type': 'application/json',
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
  }
  // Not chained: `writeHead` of serverless platforms returns nothing.
  res.writeHead(500, headers)
  res.end('{"error":"server_error"}')
}
