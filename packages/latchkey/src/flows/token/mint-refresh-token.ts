import type { Client } from '../../protocol/clients/client.ts'
import { toRefreshToken, toRefreshTokenMessage } from '../../protocol/token/refresh-token-format.ts'
import type { Parts } from '../parts.ts'

/**
 * Computes the refresh token of one generation of a grant. It is not stored: the same arguments give the same
 * token.
 */
export function mintRefreshToken(
  token: { readonly grantId: string; readonly generation: number },
  client: Pick<Client, 'clientId' | 'registrationId'>,
  { sealer }: Pick<Parts, 'sealer'>,
): string {
  return toRefreshToken({
    ...token,
    mac: sealer.mac('refresh_token', toRefreshTokenMessage(token, client)),
  })
}
