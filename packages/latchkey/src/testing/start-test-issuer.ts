import { createServer, type RequestListener, type Server } from 'node:http'
import { once } from 'latchkey-connect/internal'
import { toNodeHandler } from '../adapters/node.ts'
import { type AuthorizationServer, type Configuration, createAuthorizationServer } from '../index.ts'
import { answerMintedTokens } from './answer-minted-tokens.ts'
import { createTokenMint, type MintDefaults, type MintOptions } from './mint-token.ts'
import { type Credentials, signInAndAllow } from './sign-in-and-allow.ts'

/** Every option of the server except its URL and its storage. */
export interface TestIssuerOptions extends Omit<Configuration, 'issuer' | 'storage'> {
  /** Default: any free port. */
  readonly port?: number | undefined
}

/** A real server on this machine, for the tests of an API or of an app, and tokens without a sign-in. */
export interface TestIssuer extends AsyncDisposable {
  /** The issuer of its tokens, such as `http://127.0.0.1:49152`. */
  readonly url: string
  /** For what a test sets up or looks up: clients, accounts, grants, keys, events. */
  readonly server: AuthorizationServer
  /**
   * An access token with the content that the test wants, valid or not. It can be verified with the issuer's
   * JWKS and by introspection.
   */
  mintToken(options?: MintOptions): Promise<string>
  /**
   * From now on, introspection responds that this minted token is inactive. An API that verifies JWTs by
   * itself accepts it until it expires, as in real life.
   * @throws Error when mintToken did not create the token
   */
  revoke(token: string): void
  /**
   * Opens an authorization URL in a new browser, signs in, allows what is requested, and returns the client's
   * redirect URI with the response in it. Default: the first of `users`.
   * @throws Error with the text of the page on which it ended, if that is one of the issuer's
   */
  signIn(authorizationUrl: string | URL, credentials?: Credentials): Promise<URL>
  /** Stops listening and discards everything. Idempotent; `await using` calls it at the end of the block. */
  close(): Promise<void>
}

/**
 * Starts a Latchkey server in memory on 127.0.0.1, without a log. Close it when the tests are done.
 *
 * ```ts
 * await using issuer = await startTestIssuer({
 *   resources: [{ uri: 'https://api.example.com', scopes: { 'books:read': 'See your books' } }],
 * })
 * const token = await issuer.mintToken({ scopes: ['books:read'] })
 * ```
 * @throws ConfigError when an option is wrong; Error when the port is taken
 */
export async function startTestIssuer({ port = 0, ...options }: TestIssuerOptions = {}): Promise<TestIssuer> {
  let answer: RequestListener = (_req, res) => res.writeHead(503).end()
  const listener = createServer((req, res) => answer(req, res))
  const url = await listen(listener, port)
  try {
    const server = await createAuthorizationServer({
      logger: false,
      ...options,
      issuer: url,
      storage: 'memory:',
    })
    const mint = await createTokenMint(await toDefaults(server, options))
    answer = toNodeHandler(answerMintedTokens(server, mint))
    const close = once(async () => {
      await Promise.all([stop(listener), server.close()])
    })
    return {
      url,
      server,
      mintToken: (wanted = {}) => mint.mint(wanted),
      revoke: mint.revoke,
      signIn: async (authorizationUrl, credentials) =>
        signInAndAllow(authorizationUrl, credentials ?? firstCredentials(options)),
      close,
      [Symbol.asyncDispose]: close,
    }
  } catch (cause) {
    await stop(listener)
    throw cause
  }
}

async function toDefaults(
  server: AuthorizationServer,
  { users = [], clients = [], resources = [], accessToken }: Omit<Configuration, 'issuer'>,
): Promise<MintDefaults> {
  const [user] = users
  const account = user && (await server.accounts.findByUsername(user.username))
  const app = clients.find(({ introspects = [] }) => introspects.length === 0)
  const audienceOf = ([scope = '']: readonly string[]) =>
    (resources.find(({ scopes }) => Object.hasOwn(scopes, scope)) ?? resources[0])?.uri ?? server.issuer
  const ofApi = (audience: string | undefined) =>
    resources.find(({ uri }) => uri === audience)?.accessToken ?? {}
  return {
    issuer: server.issuer,
    accountId: account?.id ?? 'test-account',
    clientId: app?.clientId ?? 'test-client',
    audienceOf,
    formatOf: (audience) => ofApi(audience).format ?? accessToken?.format ?? 'jwt',
    typOf: (audience) => ofApi(audience).typ ?? accessToken?.typ ?? 'at+jwt',
  }
}

function firstCredentials({ users = [] }: Omit<Configuration, 'issuer'>): Credentials {
  const [{ username, password } = {}] = users
  if (username !== undefined && password !== undefined) return { username, password }
  throw new Error('signIn needs somebody who can: start the issuer with `users: [{ username, password }]`')
}

function listen(listener: Server, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    listener.once('error', reject)
    listener.listen(port, '127.0.0.1', () => {
      const address = listener.address()
      resolve(`http://127.0.0.1:${typeof address === 'object' ? address?.port : port}`)
    })
  })
}

function stop(listener: Server): Promise<void> {
  return new Promise((resolve) => {
    listener.close(() => resolve())
    listener.closeAllConnections()
  })
}
