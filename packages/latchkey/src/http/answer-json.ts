import { createHash } from 'node:crypto'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { EdgeContext } from './edge.ts'

/** Seconds; well under the hour that a verifier of ours may be behind (`Lifetimes.signingKeyOverlapSeconds`). */
const PUBLIC_SECONDS = 300

/** An answer that may hold tokens or claims about a person: nobody keeps it (OAuth 2.1 §3.2.3). */
export function answerJson(context: EdgeContext, body: object, status: ContentfulStatusCode = 200): Response {
  context.header('Cache-Control', 'no-store')
  context.header('Pragma', 'no-cache')
  return context.json(body, status)
}

/** An answer that is the same for everybody, with an ETag to ask by whether it has changed (RFC 9110 §8.8.3). */
export function answerPublicJson(context: EdgeContext, text: string): Response {
  const tag = `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`
  context.header('Cache-Control', `public, max-age=${PUBLIC_SECONDS}`)
  context.header('ETag', tag)
  if (hasTag(context.req.header('if-none-match'), tag)) return context.body(null, 304)
  return context.body(text, 200, { 'Content-Type': 'application/json' })
}

function hasTag(condition: string | undefined, tag: string): boolean {
  const tags = condition?.split(',').map((candidate) => candidate.trim().replace(/^W\//, '')) ?? []
  return tags.includes(tag) || tags.includes('*')
}
