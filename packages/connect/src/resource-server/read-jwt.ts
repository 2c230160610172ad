import { base64url } from 'jose'
import type { Claims } from './token-auth.ts'

export interface UnverifiedJwt {
  readonly header: Claims & { readonly alg: string }
  readonly claims: Claims
}

const COMPACT = /^([\w-]+)\.([\w-]+)\.[\w-]*$/
const decoder = new TextDecoder('utf-8', { fatal: true })

/**
 * The header and claims of a compact JWS; `undefined` for anything else, such as an opaque token. Nothing is
 * verified yet.
 */
export function readJwt(token: string): UnverifiedJwt | undefined {
  const [, encodedHeader, encodedClaims] = COMPACT.exec(token) ?? []
  const header = readObject(encodedHeader)
  const claims = header && readObject(encodedClaims)
  if (!claims || typeof header.alg !== 'string') return undefined
  return { header: { ...header, alg: header.alg }, claims }
}

function readObject(encoded = ''): Claims | undefined {
  try {
    const value: unknown = JSON.parse(decoder.decode(base64url.decode(encoded)))
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Claims)
      : undefined
  } catch {
    return undefined
  }
}
