/** Where access tokens come from: a signed-in person's session, or a client's own credentials. */
export interface TokenSource {
  /**
   * An access token that has not expired; a new one is fetched first when the former has, or is about to.
   * @throws SignInRequired when the issuer no longer honours the sign-in; IssuerError when it is away
   */
  accessToken(): Promise<string>
  /**
   * A newer token after an API refused this one with 401, as it may have been revoked before its time. The
   * issuer is asked once, however many requests were refused. The same token when it was itself fetched
   * seconds ago: an API that refuses each must not make each request one to the issuer. `undefined` when
   * there is none to be had.
   * @throws SignInRequired, IssuerError
   */
  replaceRejected(accessToken: string): Promise<string | undefined>
}
