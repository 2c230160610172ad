import { parseRegisteredRedirectUri } from '../../../src/protocol/redirect-uri/parse-registered-redirect-uri.ts'

/** True when a client of this type may register the URI. */
export function isRegistrable(uri: string, type: 'web' | 'native' = 'native'): boolean {
  try {
    return parseRegisteredRedirectUri(uri, type) === uri
  } catch {
    return false
  }
}
