import type { Reply } from './challenge.ts'

export function toResponse({ status, headers, body }: Reply, method: string): Response {
  const isBodiless = method === 'HEAD' || status === 204
  return new Response(isBodiless ? null : body, {
    status,
    // Pages of other origins may read the challenge too (Fetch §3.3.5).
    headers: { ...headers, 'Access-Control-Expose-Headers': 'WWW-Authenticate' },
  })
}
