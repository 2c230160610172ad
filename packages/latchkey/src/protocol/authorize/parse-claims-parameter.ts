import type { ClaimsRequest, RequestedClaim } from '../claims/claims-request.ts'
import { parseStrictJson } from '../parse-strict-json.ts'
import { toPrintableText } from '../printable-text.ts'
import { refuse } from '../refusal.ts'

const MAX_CLAIMS = 100

/**
 * Parses the `claims` parameter (OpenID Connect Core §5.5). Unknown members are dropped, unknown claims
 * ignored later.
 */
export function parseClaimsParameter(text: string | undefined): ClaimsRequest | undefined {
  if (text === undefined) return undefined
  const parsed = parseJson(text)
  if (!isObject(parsed)) return malformed('must be a JSON object')
  return { userinfo: parseMember(parsed, 'userinfo'), idToken: parseMember(parsed, 'id_token') }
}

function parseJson(text: string): unknown {
  try {
    return parseStrictJson(text)
  } catch {
    return malformed('must be well-formed JSON in which no name comes twice')
  }
}

function parseMember(
  parsed: Record<string, unknown>,
  member: 'userinfo' | 'id_token',
): Record<string, RequestedClaim> {
  const requested = parsed[member]
  if (requested === undefined || requested === null) return {}
  if (!isObject(requested)) return malformed(`must hold an object as "${member}"`)
  const entries = Object.entries(requested)
  if (entries.length > MAX_CLAIMS) malformed(`may name at most ${MAX_CLAIMS} claims in "${member}"`)
  return Object.fromEntries(entries.map(([name, request]) => [name, parseRequestedClaim(name, request)]))
}

function parseRequestedClaim(name: string, request: unknown): RequestedClaim {
  if (request === null) return {}
  if (!isObject(request)) return malformed(`must give null or an object for "${toPrintableText(name)}"`)
  const { essential, value, values } = request
  if (essential !== undefined && typeof essential !== 'boolean')
    malformed('may use true and false only for "essential"')
  if (values !== undefined && !Array.isArray(values)) malformed('must give an array for "values"')
  return {
    ...(essential === true && { essential }),
    ...(value !== undefined && { value }),
    ...(Array.isArray(values) && { values }),
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function malformed(problem: string): never {
  refuse('malformed_request', `The claims parameter ${problem}`)
}
