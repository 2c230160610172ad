import type { Client } from '../../protocol/clients/client.ts'
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
  client: Pick<Client, 'clientId' | 'registrationId'>,
  { sealer }: Pick<Parts, 'sealer'>,
): RefreshTokenParts | undefined {
  const parts = fromRefreshToken(token)
  if (parts === undefined) return undefined
  return sealer.isMac('refresh_token', toRefreshTokenMessage(parts, client), parts.mac) ? parts : undefined
}
