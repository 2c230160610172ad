import { findNearName } from '../find-near-name.ts'
import { toPrintableText } from '../printable-text.ts'
import { refuse } from '../refusal.ts'
import type { Resource } from '../resource.ts'

/** An absolute URI without a fragment, in the characters that RFC 3986 allows (RFC 8707 §2). */
const ABSOLUTE_URI = /^[A-Za-z][A-Za-z0-9+.-]*:[A-Za-z0-9\-._~:/?[\]@!$&'()*+,;=%]+$/
const LONGEST_URI = 2048
/** Characters of one in the log. */
const LONGEST_SHOWN = 256
/** More than a person would read on a consent page. */
const MOST_INDICATORS = 32

/**
 * The known resources that `resource` parameters name, without duplicates (RFC 8707 §2). Compared as sent,
 * except for the case of scheme and host and for one trailing slash, which MCP clients vary.
 */
export function parseResourceIndicators(
  indicators: readonly string[],
  known: readonly Resource[],
): readonly Resource[] {
  if (indicators.length > MOST_INDICATORS) {
    refuse('invalid_target', `Name at most ${MOST_INDICATORS} resources in one request`)
  }
  return [...new Set(indicators.map((indicator) => parseResourceIndicator(indicator, known)))]
}

function parseResourceIndicator(indicator: string, known: readonly Resource[]): Resource {
  if (indicator.length > LONGEST_URI || !ABSOLUTE_URI.test(indicator)) {
    refuse('invalid_target', 'resource must be an absolute URI without a fragment', {
      resource: toPrintableText(indicator),
    })
  }
  const wanted = toComparable(indicator)
  const resource = known.find(({ uri }) => toComparable(uri) === wanted)
  return resource ?? refuseUnknown(indicator, known)
}

/** The log names the nearest API: strangers learn from this server only what its metadata says. */
function refuseUnknown(indicator: string, known: readonly Resource[]): never {
  const nearest = findNearName(
    indicator,
    known.map(({ uri }) => uri),
  )
  refuse('invalid_target', 'resource names an API that this server does not know', {
    resource: toPrintableText(indicator, LONGEST_SHOWN),
    ...(nearest !== undefined && { nearest }),
  })
}

function toComparable(uri: string): string {
  const authority = /^[^:]+:\/\/[^/?]*/.exec(uri)?.[0] ?? /^[^:]+:/.exec(uri)?.[0] ?? ''
  const rest = uri.slice(authority.length)
  return authority.toLowerCase() + (rest.endsWith('/') ? rest.slice(0, -1) : rest)
}
