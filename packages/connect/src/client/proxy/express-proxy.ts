import type { IncomingMessage, ServerResponse } from 'node:http'
import { parseRequestTarget } from '../../wire/parse-request-target.ts'
import { sendResponse } from '../../wire/send-response.ts'
import { toRequest } from '../../wire/to-request.ts'
import { signInOf } from '../sign-in/signed-in-request.ts'
import { type BackendProxy, createProxy, type ProxyOptions } from './create-proxy.ts'
import { isParsedBefore } from './parsed-body.ts'
import { PROXIED_METHODS, refuse } from './proxy-refusal.ts'

/** A middleware of Express 4 and 5, and of their kin. */
export type ProxyMiddleware = (
  req: IncomingMessage & { readonly baseUrl?: string },
  res: ServerResponse,
  next: (error?: unknown) => void,
) => void

/**
 * Passes requests of the app's own pages on to an API, with the access token of the person who is signed in;
 * put it behind `signIn`, as `app.use('/api', proxyWithToken('https://api.example'))`. Answers 401 with JSON
 * `{ error: 'sign_in_required', login }` when nobody is, and 403 to other sites (OAuth 2.0 for Browser-Based
 * Apps, "Backend For Frontend (BFF)").
 * @throws TypeError when the target or an option is not usable
 */
export function proxyWithToken(target: string, options: ProxyOptions = {}): ProxyMiddleware {
  const proxy = createProxy(target, options)
  return (req, res, next) => {
    answer(proxy, req, res).catch((cause: unknown) => {
      // The API went away in the middle of its answer: cutting ours short is the only way left to say so.
      if (res.headersSent) res.destroy()
      else next(cause)
    })
  }
}

async function answer(
  proxy: BackendProxy,
  req: Parameters<ProxyMiddleware>[0],
  res: ServerResponse,
): Promise<void> {
  const response = await ask(proxy, req, goneSignal(res))
  const sent = sendResponse(response, req, res)
  // Events may be long in coming (server-sent events); that they will is to be known at once.
  if (!res.writableEnded && !res.destroyed) res.flushHeaders()
  await sent
}

async function ask(
  proxy: BackendProxy,
  req: Parameters<ProxyMiddleware>[0],
  signal: AbortSignal,
): Promise<Response> {
  const { tokens, ownOrigin, loginPath } = signInOf(req)
  const target = parseRequestTarget(req)
  if (target === undefined) return refuse('invalid_path')
  if (!PROXIED_METHODS.includes(req.method ?? '')) return refuse('method_not_allowed')
  const isParsed = isParsedBefore(req)
  const request = toRequest(req, ownOrigin + target.pathname + target.search)
  // They are those of the body as it was sent.
  for (const name of isParsed ? ['content-length', 'content-encoding'] : []) request.headers.delete(name)
  return proxy({ request, mountPath: req.baseUrl ?? '', tokens, ownOrigin, loginPath, signal })
}

function goneSignal(res: ServerResponse): AbortSignal {
  const gone = new AbortController()
  res.once('close', () => {
    if (!res.writableFinished) gone.abort()
  })
  return gone.signal
}
