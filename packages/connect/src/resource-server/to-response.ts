import { EXPOSED_HEADERS, type Reply } from './challenge.ts'

export function toResponse({ status, headers, body }: Reply, method: string): Response {
  const isBodiless = method === 'HEAD' || status === 204
  return new Response(isBodiless ? null : body, {
    status,
    headers: { ...headers, 'Access-Control-Expose-Headers': EXPOSED_HEADERS },
  })
}
