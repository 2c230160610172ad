/** What the test uses of a package that comes without types. */
declare module 'passport-oauth2' {
  interface Options {
    readonly authorizationURL: string
    readonly tokenURL: string
    readonly clientID: string
    readonly clientSecret: string
    readonly callbackURL: string
    readonly scope: readonly string[]
    readonly state: true
    readonly pkce: true
    readonly skipUserProfile: true
  }
  type Verify = (
    accessToken: string,
    refreshToken: string,
    profile: unknown,
    done: (error: null, user: object) => void,
  ) => void
  /** An Express request with a session, as far as a strategy looks at it. */
  interface StrategyRequest {
    readonly query: Readonly<Record<string, string>>
    readonly session: object
  }
  export default class OAuth2Strategy {
    constructor(options: Options, verify: Verify)
    /** Passport's middleware gives it `redirect`, `success`, `fail` and `error` for each request. */
    authenticate(request: StrategyRequest): void
    /** Documented for subclasses; passport-oauth2-refresh uses it. */
    readonly _oauth2: {
      getOAuthAccessToken(
        token: string,
        params: Readonly<Record<string, string>>,
        done: (error: unknown, accessToken: string) => void,
      ): void
    }
  }
}
