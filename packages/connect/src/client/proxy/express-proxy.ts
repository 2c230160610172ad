import type { IncomingMessage, ServerResponse } from 'node:http'
import { parseRequestTarget } from '../../wire/parse-request-target.ts'
import { sendResponse } from '../../wire/send-response.ts'
import { toRequest } from '../../wire/to-request.ts'
import { signInOf } from '../sign-in/signed-in-request.ts'
import { type BackendProxy, createProxy, type ProxyOptions } from './create-proxy.ts'
import { isParsedBefore } from './parsed-body.ts'
import { PROXIED_METHODS, refuse } from './proxy-refusal.ts'

/** Middleware for Express 4 and 5, and for compatible frameworks. */
export type ProxyMiddleware = (
  req: IncomingMessage & { readonly baseUrl?: string },
  res: ServerResponse,
  next: (error?: unknown) => void,
) => void

/**
 * Forwards requests of the app's own pages to an API, with the access token of the person who is signed in.
 * Mount it after `signIn`: `app.use('/api', proxyWithToken('https://api.example'))`. Responds with 401 and
 * the JSON `{ error: 'sign_in_required', login }` when nobody is signed in, and with 403 to other sites
 * (OAuth 2.0 for Browser-Based Apps, "Backend For Frontend (BFF)").
 * @throws TypeError when the target or an option is not usable
 */
export function proxyWithToken(target: string, options: ProxyOptions = {}): ProxyMiddleware {
  const proxy = createProxy(target, options)
  return (req, res, next) => {
    answer(proxy, req, res).catch((cause: unknown) => {
      // The API failed in the middle of its response, and all we can do is abort ours.
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
  // The first event of a stream (server-sent events) may take long, and the browser needs the headers at
  // once.
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
  // They describe the body as it was sent, before it was parsed.
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
