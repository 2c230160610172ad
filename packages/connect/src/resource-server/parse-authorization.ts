import { Refusal } from './refusal.ts'

/**
 * The maximum number of characters of a token: more than any needs, fewer than node accepts in all headers
 * together.
 */
const TOKEN_CHARACTERS = 16_000
/** `b64token` (RFC 6750 §2.1). */
const TOKEN = /^[\w.~+/-]+=*$/
/** A second header, which fetch and proxies append to the first after a comma. No token contains a comma. */
const SECOND_BEARER = /,\s*bearer(?:\s|$)/i

/**
 * The access token of an Authorization header (RFC 6750 §2.1); `undefined` when there is none or another
 * scheme. Tokens in queries and bodies are ignored (OAuth 2.1 §5.1).
 * @param header The value; of several headers, all values joined by commas.
 * @throws Refusal
 */
export function parseAuthorization(header: string | undefined): string | undefined {
  const value = trimSpace(header ?? '')
  if (SECOND_BEARER.test(value) || /^bearer\s[^,]*,/i.test(value)) {
    throw new Refusal('several_credentials', 'The request has more than one Authorization header or token')
  }
  const [scheme = ''] = value.split(/[\t ]/, 1)
  if (scheme.toLowerCase() !== 'bearer') return undefined
  const token = trimSpace(value.slice(scheme.length))
  if (token.length <= TOKEN_CHARACTERS && TOKEN.test(token)) return token
  throw new Refusal('malformed_token', explain(token))
}

function explain(token: string): string {
  if (token === '')
    return 'Nothing stands behind the word Bearer: the client has no token and should send no header'
  if (token.length > TOKEN_CHARACTERS) return `The token has more than ${TOKEN_CHARACTERS} characters`
  return 'What stands behind the word Bearer has characters that no token has: is it quoted, or cut?'
}

/**
 * Trims spaces and tabs only (RFC 9110 §5.6.3). `trim` removes more, such as U+00A0, and then a proxy before
 * us would read another scheme.
 */
function trimSpace(text: string): string {
  let [start, end] = [0, text.length]
  while (isSpace(text[start])) start += 1
  while (end > start && isSpace(text[end - 1])) end -= 1
  return text.slice(start, end)
}

function isSpace(character: string | undefined): boolean {
  return character === ' ' || character === '\t'
}
