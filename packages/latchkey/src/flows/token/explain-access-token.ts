import {
  type AccessTokenFault,
  findFaultOfClaims,
  readUnverifiedClaims,
} from '../../protocol/access-token/explain-access-token.ts'
import type { Parts } from '../parts.ts'
import { readAccessToken } from './load-access-token.ts'

/**
 * Why a token was not accepted, for the log: nothing that was accepted pays for it. What a forged token says
 * of itself is repeated as the reason; the answer says none of this.
 */
export async function explainAccessToken(
  token: string,
  parts: Pick<Parts, 'keyRing' | 'sealer' | 'settings' | 'clock'>,
): Promise<AccessTokenFault | 'wrong_key_or_type' | 'revoked_or_ended'> {
  const claims = token.includes('.')
    ? readUnverifiedClaims(token)
    : parts.sealer.unseal('access_token', token)
  const fault = findFaultOfClaims(claims, { issuer: parts.settings.issuer, now: parts.clock.now() })
  if (fault !== undefined) return fault
  return (await readAccessToken(token, parts)) === undefined ? 'wrong_key_or_type' : 'revoked_or_ended'
}
