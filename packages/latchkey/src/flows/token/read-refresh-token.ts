import {
  fromRefreshToken,
  type RefreshTokenParts,
  toRefreshTokenMessage,
} from '../../protocol/token/refresh-token-format.ts'
import type { Parts } from '../parts.ts'

/**
 * The parts of a refresh token that we issued to this client; `undefined` for anything else, without reading
 * storage.
 */
export function readRefreshToken(
  token: string,
  clientId: string,
  { sealer }: Pick<Parts, 'sealer'>,
): RefreshTokenParts | undefined {
  const parts = fromRefreshToken(token)
  if (parts === undefined) return undefined
  return sealer.isMac('refresh_token', toRefreshTokenMessage(parts, clientId), parts.mac) ? parts : undefined
}
