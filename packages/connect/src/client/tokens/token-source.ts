/** Where access tokens come from: a signed-in person's session, or a client's own credentials. */
export interface TokenSource {
  /**
   * An access token that has not expired. When the current one has, or is about to, a new one is fetched
   * first.
   * @throws SignInRequired when the issuer no longer honours the sign-in; IssuerError when it is unreachable
   */
  accessToken(): Promise<string>
  /**
   * A newer token after an API refused this one with 401, as it may have been revoked early. The issuer is
   * asked once, however many requests were refused. Returns the same token when that was itself fetched
   * seconds ago: an API that refuses every token must not cause a request to the issuer each time.
   * `undefined` when there is none to be had.
   * @throws SignInRequired, IssuerError
   */
  replaceRejected(accessToken: string): Promise<string | undefined>
}
