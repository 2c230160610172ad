/** Signing people in: everything that the app says to the authorization server, through openid-client. */
import * as openid from 'openid-client'

export interface AppRegistration {
  /** The authorization server's public URL. */
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  /**
   * The app's own URL. Registered at the server: `{url}/callback`, and `{url}/` for the way back after
   * signing out.
   */
  readonly url: string
}

/** What the app must remember while the person is away at the authorization server. */
export interface StartedSignIn {
  readonly state: string
  readonly nonce: string
  readonly codeVerifier: string
}

export interface Tokens {
  readonly accessToken: string
  readonly refreshToken: string | undefined
  readonly idToken: string
  /** Epoch seconds. */
  readonly expiresAt: number
}

export interface SignedIn {
  readonly tokens: Tokens
  /** Who they are: the ID token's claims and those of the userinfo endpoint. */
  readonly claims: Readonly<Record<string, unknown>>
}

const scope = 'openid profile email books:read'

export class SignIn {
  readonly #app: AppRegistration
  #server: openid.Configuration | undefined

  constructor(app: AppRegistration) {
    this.#app = app
  }

  /** Where to send the browser, and what to remember until it comes back. */
  async start(): Promise<{ readonly url: URL; readonly started: StartedSignIn }> {
    const server = await this.#discover()
    const started = {
      state: openid.randomState(),
      nonce: openid.randomNonce(),
      codeVerifier: openid.randomPKCECodeVerifier(),
    }
    const url = openid.buildAuthorizationUrl(server, {
      redirect_uri: `${this.#app.url}/callback`,
      scope,
      resource: `${this.#app.url}/api`,
      state: started.state,
      nonce: started.nonce,
      code_challenge: await openid.calculatePKCECodeChallenge(started.codeVerifier),
      code_challenge_method: 'S256',
    })
    return { url, started }
  }

  /** Checks the answer (state, iss, nonce, the ID token's signature) and turns its code into tokens. */
  async finish(answer: URL, { state, nonce, codeVerifier }: StartedSignIn): Promise<SignedIn> {
    const server = await this.#discover()
    const response = await openid.authorizationCodeGrant(server, answer, {
      expectedState: state,
      expectedNonce: nonce,
      pkceCodeVerifier: codeVerifier,
      idTokenExpected: true,
    })
    const tokens = toTokens(response)
    const claims = response.claims()
    const userinfo = await openid.fetchUserInfo(server, tokens.accessToken, claims?.sub ?? '')
    return { tokens, claims: { ...claims, ...userinfo } }
  }

  /** New tokens; the refresh token is replaced too, and the former one must be forgotten. */
  async refresh(tokens: Tokens): Promise<Tokens> {
    const server = await this.#discover()
    return toTokens(await openid.refreshTokenGrant(server, tokens.refreshToken ?? ''), tokens)
  }

  /** Where to send the browser so that the person is signed out at the authorization server as well. */
  async signOutUrl(tokens: Tokens): Promise<URL> {
    return openid.buildEndSessionUrl(await this.#discover(), {
      id_token_hint: tokens.idToken,
      post_logout_redirect_uri: `${this.#app.url}/`,
    })
  }

  /** The server's metadata, fetched when first needed: the app may start before the server. */
  async #discover(): Promise<openid.Configuration> {
    const { issuer, clientId, clientSecret } = this.#app
    const authentication = openid.ClientSecretBasic(clientSecret)
    // Only for http://localhost; openid-client insists on https.
    const options = issuer.startsWith('http:') ? { execute: [openid.allowInsecureRequests] } : {}
    this.#server ??= await openid.discovery(new URL(issuer), clientId, undefined, authentication, options)
    return this.#server
  }
}

type TokenResponse = Awaited<ReturnType<typeof openid.refreshTokenGrant>>

function toTokens(response: TokenResponse, former?: Tokens): Tokens {
  return {
    accessToken: response.access_token,
    refreshToken: response.refresh_token ?? former?.refreshToken,
    idToken: response.id_token ?? former?.idToken ?? '',
    expiresAt: Math.floor(Date.now() / 1000) + (response.expires_in ?? 0),
  }
}
