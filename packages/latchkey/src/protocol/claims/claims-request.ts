/** What the `claims` parameter says about one claim (OpenID Connect Core §5.5.1). */
export interface RequestedClaim {
  readonly essential?: boolean
  readonly value?: unknown
  readonly values?: readonly unknown[]
}

/** The parsed `claims` parameter (OpenID Connect Core §5.5). */
export interface ClaimsRequest {
  readonly userinfo: Readonly<Record<string, RequestedClaim>>
  readonly idToken: Readonly<Record<string, RequestedClaim>>
}
