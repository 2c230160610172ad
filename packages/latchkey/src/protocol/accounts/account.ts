/** A postal address (OpenID Connect Core §5.1.1); in `snake_case` because it is sent as it is. */
export interface AddressClaim {
  readonly formatted?: string
  readonly street_address?: string
  readonly locality?: string
  readonly region?: string
  readonly postal_code?: string
  readonly country?: string
}

/**
 * The standard claims about a person, by their wire names (OpenID Connect Core §5.1), and any that the
 * operator adds.
 */
export interface AccountClaims {
  readonly name?: string
  readonly given_name?: string
  readonly family_name?: string
  readonly middle_name?: string
  readonly nickname?: string
  readonly preferred_username?: string
  readonly profile?: string
  readonly picture?: string
  readonly website?: string
  readonly email?: string
  readonly email_verified?: boolean
  readonly gender?: string
  readonly birthdate?: string
  readonly zoneinfo?: string
  readonly locale?: string
  readonly phone_number?: string
  readonly phone_number_verified?: boolean
  readonly address?: AddressClaim
  /** Epoch seconds. */
  readonly updated_at?: number
  readonly [claim: string]: unknown
}

/** A person who can sign in. */
export interface Account {
  /**
   * The `sub` of every token. It never changes and is never reassigned (OpenID Connect Core §2). At most 255
   * ASCII characters.
   */
  readonly id: string
  /**
   * What the person types to sign in, as they wrote it; the `preferred_username` of an account whose claims
   * have none.
   */
  readonly username: string
  /** A disabled account gets no tokens, and its existing tokens stop working. */
  readonly disabled: boolean
  readonly claims: AccountClaims
}
