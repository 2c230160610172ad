import type { Client } from '../protocol/clients/client.ts'
import type { AdoptedGrant } from '../protocol/token/adopted-grant.ts'

/** A refresh token that is not one of ours. */
export interface PresentedRefreshToken {
  /** As it came, at most 4096 characters. Look it up as data, never as a part of a query. */
  readonly refreshToken: string
  /** The client that presents it: authenticated, unless it is a public one. */
  readonly client: Client
  /** Epoch seconds. */
  readonly now: number
}

/**
 * Says what a refresh token of the server that was there before stands for, or nothing for one that it would
 * not have taken. It only looks and changes nothing, since it may be asked several times about one token:
 * that the token is used once is seen to here.
 */
export type AdoptRefreshToken = (
  presented: PresentedRefreshToken,
) => AdoptedGrant | undefined | Promise<AdoptedGrant | undefined>
