import type { PlainRequest, PlainResponse } from 'latchkey-connect/internal'
import type { PublicDocument } from './public-document.ts'

/**
 * Seconds; well below the hour that verifiers of our tokens may lag behind
 * (`Lifetimes.signingKeyOverlapSeconds`).
 */
const PUBLIC_SECONDS = 300

/** Headers of responses that must not be cached; `Pragma` is for caches of HTTP/1.0 (RFC 6749 §5.1). */
const PRIVATE = {
  'Content-Type': 'application/json',
  'Cache-Control': 'no-store',
  Pragma: 'no-cache',
} as const

/** A response that may hold tokens or claims about a person, and must not be cached (OAuth 2.1 §3.2.3). */
export function answerJson(
  body: object,
  { status = 200, headers }: { readonly status?: number; readonly headers?: PlainResponse['headers'] } = {},
): PlainResponse {
  return { status, headers: { ...PRIVATE, ...headers }, body: JSON.stringify(body) }
}

/** A response that is the same for everybody, with an ETag for conditional requests (RFC 9110 §8.8.3). */
export function answerPublicJson(request: PlainRequest, { text, tag }: PublicDocument): PlainResponse {
  const headers = { 'Cache-Control': `public, max-age=${PUBLIC_SECONDS}`, ETag: tag }
  if (hasTag(request.header('if-none-match'), tag)) return { status: 304, headers, body: '' }
  return { status: 200, headers: { ...headers, 'Content-Type': 'application/json' }, body: text }
}

function hasTag(condition: string | undefined, tag: string): boolean {
  if (condition === undefined) return false
  const tags = condition.split(',').map((candidate) => candidate.trim().replace(/^W\//, ''))
  return tags.includes(tag) || tags.includes('*')
}
