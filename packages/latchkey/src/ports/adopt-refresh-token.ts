import type { Client } from '../protocol/clients/client.ts'
import type { AdoptedGrant } from '../protocol/token/adopted-grant.ts'

/** A refresh token that is not one of ours. */
export interface PresentedRefreshToken {
  /** As received, at most 4096 characters. Look it up as data, never as part of a query. */
  readonly refreshToken: string
  /** The client that presents it: authenticated, unless it is public. */
  readonly client: Client
  /** Epoch seconds. */
  readonly now: number
}

/**
 * Says what a refresh token of the previous server grants, or nothing if that server would not have accepted
 * it. It must only read, since it may be called several times for one token: Latchkey ensures that each
 * token is used only once.
 */
export type AdoptRefreshToken = (
  presented: PresentedRefreshToken,
) => AdoptedGrant | undefined | Promise<AdoptedGrant | undefined>
