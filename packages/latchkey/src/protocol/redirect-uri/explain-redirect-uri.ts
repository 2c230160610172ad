import { toPrintableText } from '../printable-text.ts'
import type { Evidence } from '../refusal.ts'

/** Characters of a URI in the log. */
const LONGEST = 256
/** Of a client with more, only these are compared. */
const COMPARED = 100

/** Parts of a URI, in the order in which a difference in them is worth telling. */
const PARTS = ['scheme', 'host', 'port', 'path', 'query', 'fragment'] as const
type Part = (typeof PARTS)[number]
type Parts = Readonly<Record<Part, string>>

/**
 * What the log says of a URI that is not registered: the URI, the nearest registered one, and the parts in
 * which they differ. Only for the operator and the client's owner, because it lists what is registered.
 */
export function explainRedirectUri(sent: string, registered: readonly string[]): Evidence {
  const redirectUri = toShown(sent)
  const parts = toParts(sent)
  if (registered.length === 0) return { redirectUri, nearest: 'none is registered' }
  if (parts === undefined) return { redirectUri, differs: 'not an absolute URI' }
  let nearest: { readonly uri: string; readonly differing: readonly Part[] } | undefined
  for (const uri of registered.slice(0, COMPARED)) {
    const known = toParts(uri)
    const differing = PARTS.filter((part) => known?.[part] !== parts[part])
    if (nearest === undefined || differing.length < nearest.differing.length) nearest = { uri, differing }
  }
  if (nearest === undefined) return { redirectUri }
  return { redirectUri, nearest: toShown(nearest.uri), differs: toWords(sent, nearest) }
}

function toWords(
  sent: string,
  { uri, differing }: { readonly uri: string; readonly differing: readonly Part[] },
): string {
  if (sent === `${uri}/` || `${sent}/` === uri) return 'trailing slash'
  if (sent.trim() === uri) return 'white space'
  if (sent.toLowerCase() === uri.toLowerCase()) return 'upper and lower case'
  return differing.length === 0 ? 'spelling' : differing.join(', ')
}

function toParts(uri: string): Parts | undefined {
  const url = URL.parse(uri)
  if (url === null) return undefined
  const { protocol: scheme, hostname: host, port, pathname: path, search: query, hash: fragment } = url
  return { scheme, host, port, path, query, fragment }
}

/**
 * Without what may be secret in a URI: a password, also where only browsers read one (`https:a:b@host`,
 * WHATWG URL §4.4), and the values of a query or fragment, or all of a part that names none.
 */
function toShown(uri: string): string {
  const shown = uri
    .replace(/^(\s*[a-z][\w+.-]*:[\\/]*)[^\\/?#]*@/i, '$1...@')
    .replaceAll(/=[^&#]*/g, '=...')
    .replaceAll(/([?#&])[^=?#&]+(?=[?#&]|$)/g, '$1...')
  return toPrintableText(shown, LONGEST)
}
