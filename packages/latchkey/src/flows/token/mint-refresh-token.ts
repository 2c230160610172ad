import { toRefreshToken, toRefreshTokenMessage } from '../../protocol/token/refresh-token-format.ts'
import type { Parts } from '../parts.ts'

/**
 * Makes the refresh token of one generation of a grant. The same arguments make the same token: it is nowhere
 * stored.
 */
export function mintRefreshToken(
  token: { readonly grantId: string; readonly generation: number },
  clientId: string,
  { sealer }: Pick<Parts, 'sealer'>,
): string {
  return toRefreshToken({
    ...token,
    mac: sealer.mac('refresh_token', toRefreshTokenMessage(token, clientId)),
  })
}
