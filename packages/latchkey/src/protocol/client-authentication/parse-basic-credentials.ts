/** What an `Authorization: Basic` header says. */
export interface BasicCredentials {
  readonly clientId: string
  readonly secret: string
}

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * Reads Basic credentials: base64, and within it the two parts each form-urlencoded (RFC 6749 §2.3.1).
 * Anything that is not exactly that is `undefined`; a lax reading would give one secret several spellings.
 */
export function parseBasicCredentials(encoded: string): BasicCredentials | undefined {
  if (!BASE64.test(encoded)) return undefined
  const text = decodeUtf8(Buffer.from(encoded, 'base64'))
  const colon = text?.indexOf(':') ?? -1
  if (text === undefined || colon < 0) return undefined
  const clientId = decodeFormText(text.slice(0, colon))
  const secret = decodeFormText(text.slice(colon + 1))
  return clientId === undefined || secret === undefined ? undefined : { clientId, secret }
}

function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return utf8.decode(bytes)
  } catch {
    return undefined
  }
}

function decodeFormText(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return undefined
  }
}
