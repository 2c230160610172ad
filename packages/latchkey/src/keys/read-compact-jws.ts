import { parseStrictJson } from '../protocol/parse-strict-json.ts'

/** Longer ones are not parsed. */
const JWT_CHARACTERS = 16 * 1024
const SEGMENT = /^[A-Za-z0-9_-]+$/
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** The content of a JWT whose signature has not been verified. */
export interface UnverifiedJwt {
  /** Keys that a header contains or points to (`jwk jku x5c x5u`, RFC 8725 §3.10) are dropped. */
  readonly header: { readonly alg: string; readonly kid?: string; readonly typ?: string }
  readonly claims: Readonly<Record<string, unknown>>
}

/**
 * Parses a JWT: compact form only, without `crit` and `b64` (RFC 7515 §4.1.11, RFC 7797), canonical
 * base64url, UTF-8, unambiguous JSON objects. `undefined` for anything else; never throws.
 */
export function readCompactJws(jwt: string): UnverifiedJwt | undefined {
  const segments = splitJws(jwt)
  const header = segments && readObject(segments.header)
  const claims = header && segments && readObject(segments.payload)
  if (!claims || 'crit' in header || 'b64' in header) return undefined
  const { alg, kid, typ } = header
  if (typeof alg !== 'string' || !isOptionalText(kid) || !isOptionalText(typ)) return undefined
  return { header: { alg, ...(kid !== undefined && { kid }), ...(typ !== undefined && { typ }) }, claims }
}

/** Splits by position: `split` would turn a megabyte of dots into a million strings (CVE-2025-30204). */
function splitJws(jwt: string): { readonly header: string; readonly payload: string } | undefined {
  if (typeof jwt !== 'string' || jwt.length > JWT_CHARACTERS) return undefined
  const first = jwt.indexOf('.')
  const second = jwt.indexOf('.', first + 1)
  if (first === -1 || second === -1 || !isCanonical(jwt.slice(second + 1))) return undefined
  return { header: jwt.slice(0, first), payload: jwt.slice(first + 1, second) }
}

function isCanonical(segment: string): boolean {
  return SEGMENT.test(segment) && Buffer.from(segment, 'base64url').toString('base64url') === segment
}

function readObject(segment: string): Readonly<Record<string, unknown>> | undefined {
  if (!isCanonical(segment)) return undefined
  try {
    const value = parseStrictJson(utf8.decode(Buffer.from(segment, 'base64url')))
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isOptionalText(value: unknown): value is string | undefined {
  return value === undefined || typeof value === 'string'
}
