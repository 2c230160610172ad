import { type Client, type ClientAuth, clockTolerance } from 'oauth4webapi'
import { toClientAuthentication } from '../../issuer/client-authentication.ts'
import { createIssuer, type Issuer, type IssuerMetadata } from '../../issuer/issuer.ts'
import type { SignInSettings } from './sign-in-options.ts'

/** The issuer, as its metadata describe it, and this app as its client. */
export interface IssuerClient {
  readonly issuer: Issuer
  readonly client: Client
  readonly redirectUri: string
  /** The issuer's metadata, from the cache if possible. @throws IssuerError */
  metadata(): Promise<IssuerMetadata>
  /** The client's authentication for oauth4webapi. @throws TypeError when the private key cannot sign */
  authentication(): Promise<ClientAuth>
}

export function createIssuerClient(settings: SignInSettings): IssuerClient {
  const issuer = createIssuer(settings.issuer)
  let authentication: Promise<ClientAuth> | undefined
  return {
    issuer,
    client: { client_id: settings.clientId, [clockTolerance]: settings.clockToleranceSeconds },
    redirectUri: settings.origin + settings.paths.callback,
    metadata: () => issuer.metadata(),
    authentication: () => {
      authentication ??= toClientAuthentication(settings.credentials)
      return authentication
    },
  }
}
