import { isSecureUrl } from '../issuer/secure-url.ts'
import { requireKnownOptions } from '../options/require-known-options.ts'
import type { Reply } from './challenge.ts'

/** What an API says about itself (RFC 9728 §2). */
export interface ResourceMetadataOptions {
  /** The scopes that clients may ask for. */
  readonly scopes?: readonly string[] | undefined
  /** The API's name, for people. */
  readonly name?: string | undefined
  /** URL of the documentation for developers. */
  readonly documentation?: string | undefined
}

export interface ResourceMetadata {
  /** The absolute URL, for challenges. */
  readonly url: string
  readonly path: string
  answer(method: string): Reply
}

/** Seconds for which clients may cache it. */
const FRESH_SECONDS = 300

/**
 * Any page may read it, even with headers of its own, as MCP clients send. The asterisk stands for all but
 * `Authorization`, which some send with everything (Fetch §4.9).
 */
const OPEN_TO_PAGES = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Allow-Headers': '*, Authorization',
}

/**
 * Creates the metadata document of an API (RFC 9728 §2).
 * @throws TypeError when the audience is no https URL, from which its URL is derived (RFC 9728 §1.2, §3)
 */
export function createResourceMetadata(
  options: ResourceMetadataOptions,
  { audience, issuers }: { readonly audience: string; readonly issuers: readonly string[] },
): ResourceMetadata {
  requireKnownOptions('metadata', options, ['scopes', 'name', 'documentation'])
  const url = requireResourceUrl(audience)
  const path = `/.well-known/oauth-protected-resource${url.pathname === '/' ? '' : url.pathname}`
  const body = JSON.stringify({
    resource: audience,
    authorization_servers: issuers,
    scopes_supported: options.scopes,
    bearer_methods_supported: ['header'],
    resource_name: options.name,
    resource_documentation: options.documentation,
  })
  return { url: url.origin + path, path, answer: (method) => answer(method, body) }
}

function answer(method: string, body: string): Reply {
  if (method === 'OPTIONS') return { status: 204, headers: OPEN_TO_PAGES, body: '' }
  if (method !== 'GET' && method !== 'HEAD')
    return { status: 405, headers: { Allow: 'GET, HEAD', ...OPEN_TO_PAGES }, body: '' }
  const headers = {
    'Content-Type': 'application/json',
    'Cache-Control': `public, max-age=${FRESH_SECONDS}`,
    ...OPEN_TO_PAGES,
  }
  return { status: 200, headers, body }
}

function requireResourceUrl(audience: string): URL {
  const url = URL.parse(audience)
  if (url && isSecureUrl(url) && url.search === '' && url.hash === '') return url
  throw new TypeError(
    `metadata needs an audience that is the https URL of this API, without query and fragment, not ${JSON.stringify(audience)}`,
  )
}
