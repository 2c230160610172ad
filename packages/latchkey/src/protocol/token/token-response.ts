/** The response of the token endpoint (OAuth 2.1 §3.2.3). */
export interface TokenResponse {
  readonly access_token: string
  readonly token_type: 'Bearer'
  readonly expires_in: number
  readonly scope?: string
  readonly refresh_token?: string
  readonly id_token?: string
}

/** `scope` is always included, so that no client has to guess whether it got what it asked for. */
export function toTokenResponse(tokens: {
  readonly accessToken: string
  /** Seconds. */
  readonly expiresIn: number
  readonly scopes: readonly string[]
  readonly refreshToken?: string | undefined
  readonly idToken?: string | undefined
}): TokenResponse {
  return {
    access_token: tokens.accessToken,
    token_type: 'Bearer',
    expires_in: tokens.expiresIn,
    ...(tokens.scopes.length > 0 && { scope: tokens.scopes.join(' ') }),
    ...(tokens.refreshToken !== undefined && { refresh_token: tokens.refreshToken }),
    ...(tokens.idToken !== undefined && { id_token: tokens.idToken }),
  }
}
