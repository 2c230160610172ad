import { refuse } from '../refusal.ts'
import type { AuthorizationCode } from './authorization-code.ts'

/**
 * The content of a decrypted authorization code. Decrypting proves that we wrote it, so this only refuses
 * what an older version of the server may have written, and `undefined` for what could not be decrypted.
 */
export function parseAuthorizationCode(opened: unknown): AuthorizationCode {
  return isAuthorizationCode(opened)
    ? opened
    : refuse('code_invalid', undefined, { failure: 'not_issued_here' })
}

function isAuthorizationCode(value: unknown): value is AuthorizationCode {
  if (typeof value !== 'object' || value === null) return false
  const code: Partial<Record<keyof AuthorizationCode, unknown>> = value
  const texts = [code.grantId, code.clientId, code.accountId, code.sessionId, code.redirectUri]
  const lists = [code.scopes, code.leftOutScopes ?? [], code.resources, code.amr]
  const times = [code.authTime, code.expiresAt]
  return (
    texts.every((text) => typeof text === 'string') &&
    lists.every(Array.isArray) &&
    times.every(Number.isInteger)
  )
}
