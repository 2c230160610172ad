import { ISSUER_RETRY_SECONDS } from '../../issuer/issuer-error.ts'

export const PROXIED_METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']

/** Errors of the proxy itself, as scripts in the page see them. */
export type ProxyRefusal =
  | 'cross_site'
  | 'sign_in_required'
  | 'token_renewed'
  | 'method_not_allowed'
  | 'not_found'
  | 'invalid_path'
  | 'issuer_unavailable'
  | 'api_unreachable'
  | 'api_timeout'
  | 'api_redirect'

const ANSWERS: Readonly<Record<ProxyRefusal, { readonly status: number; readonly message: string }>> = {
  cross_site: {
    status: 403,
    message:
      'Only pages of this app may ask for this. A program, or a browser that does not send Sec-Fetch-Site, has to send the header x-csrf: 1.',
  },
  sign_in_required: {
    status: 401,
    message: 'Nobody is signed in, or no longer: send the person to the address in "login".',
  },
  token_renewed: {
    status: 503,
    message:
      'The access token had to be renewed, and the body was too long to be sent twice: send the request again.',
  },
  method_not_allowed: { status: 405, message: 'This method is not passed on.' },
  not_found: { status: 404, message: 'This path is not passed on.' },
  invalid_path: {
    status: 400,
    message: 'This path is not passed on: it has "." or ".." segments, hidden ones too, or broken encoding.',
  },
  issuer_unavailable: { status: 503, message: 'The sign-in server does not answer: try again soon.' },
  api_unreachable: { status: 502, message: 'The API does not answer: try again soon.' },
  api_timeout: { status: 504, message: 'The API took too long to answer.' },
  api_redirect: { status: 502, message: 'The API redirects to another place, which is not passed on.' },
}

/** Errors after which to try again, and after how many seconds (`Retry-After`). */
const RETRY_SECONDS: Partial<Record<ProxyRefusal, number>> = {
  issuer_unavailable: ISSUER_RETRY_SECONDS,
  token_renewed: 0,
}

/**
 * An error response of the proxy, as JSON.
 * @param login Where to sign in, for `sign_in_required`.
 */
export function refuse(error: ProxyRefusal, login?: string): Response {
  const { status, message } = ANSWERS[error]
  const headers = new Headers({ 'content-type': 'application/json', 'cache-control': 'no-store' })
  const retry = RETRY_SECONDS[error]
  if (retry !== undefined) headers.set('retry-after', String(retry))
  if (status === 405) headers.set('allow', PROXIED_METHODS.join(', '))
  return new Response(JSON.stringify({ error, message, login }), { status, headers })
}
