/** What the test uses of a package that comes without types. */
declare module 'oauth2orize' {
  import type { IncomingMessage, ServerResponse } from 'node:http'

  type Middleware = (
    request: IncomingMessage,
    response: ServerResponse,
    next: (error?: Error) => void,
  ) => void
  interface OldClient {
    readonly id: string
  }
  type Issued = (error: Error | null, accessToken?: string | false, refreshToken?: string) => void
  interface OldServer {
    exchange(exchange: object): void
    token(): Middleware
    errorHandler(): (error: Error, ...rest: Parameters<Middleware>) => void
  }
  const oauth2orize: {
    createServer(): OldServer
    readonly exchange: {
      code(issue: (client: OldClient, code: string, redirectUri: string, done: Issued) => void): object
      refreshToken(
        issue: (client: OldClient, token: string, scope: readonly string[] | undefined, done: Issued) => void,
      ): object
    }
  }
  export default oauth2orize
}
