import type { TokenEndpointResponse } from 'oauth4webapi'
import { IssuerError } from '../../issuer/issuer-error.ts'

/**
 * A token of another type would be refused by APIs when it is sent as a bearer token (RFC 6749 §7.1, RFC 9449
 * §7.1).
 * @throws IssuerError
 */
export function requireBearer({ token_type: tokenType }: TokenEndpointResponse): void {
  if (tokenType === 'bearer') return
  throw new IssuerError(
    'ISSUER_WRONG',
    `The issuer gave an access token of the type ${tokenType}, and only bearer tokens can be used here: change the client's registration (dpop_bound_access_tokens)`,
  )
}
