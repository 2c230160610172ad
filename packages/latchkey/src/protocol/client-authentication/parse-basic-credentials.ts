/** The credentials of an `Authorization: Basic` header. */
export interface BasicCredentials {
  readonly clientId: string
  readonly secret: string
}

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * Parses Basic credentials: base64 of two parts with a colon between them. RFC 6749 §2.3.1 form-urlencodes
 * the parts, but curl and many libraries send them as they are, so text that differs when it is decoded is
 * read in both ways, the specified one first. With a malformed escape, only the other one is left. Empty
 * for anything that is not base64 of UTF-8 with a colon.
 */
export function parseBasicCredentials(encoded: string): readonly BasicCredentials[] {
  if (!BASE64.test(encoded)) return []
  const text = decodeUtf8(Buffer.from(encoded, 'base64'))
  const colon = text?.indexOf(':') ?? -1
  if (text === undefined || colon < 0) return []
  const asSent = { clientId: text.slice(0, colon), secret: text.slice(colon + 1) }
  if (!isReadInTwoWays(text)) return [asSent]
  const decoded = decodeForm(asSent)
  return decoded === undefined ? [asSent] : [decoded, asSent]
}

/** True for text that may mean something else once it is form-decoded. */
export function isReadInTwoWays(text: string): boolean {
  return /[+%]/.test(text)
}

function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return utf8.decode(bytes)
  } catch {
    return undefined
  }
}

function decodeForm({ clientId, secret }: BasicCredentials): BasicCredentials | undefined {
  try {
    return { clientId: decodeFormText(clientId), secret: decodeFormText(secret) }
  } catch {
    return undefined
  }
}

/** @throws URIError for a malformed escape */
function decodeFormText(text: string): string {
  return decodeURIComponent(text.replaceAll('+', ' '))
}
