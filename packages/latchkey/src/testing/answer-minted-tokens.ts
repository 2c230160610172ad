import type { AuthorizationServer } from '../index.ts'
import { toAccessToken } from '../protocol/access-token/access-token.ts'
import { parseClientCredentials } from '../protocol/client-authentication/parse-client-credentials.ts'
import { canIntrospect } from '../protocol/introspection/can-introspect.ts'
import { toAccessTokenIntrospection } from '../protocol/introspection/to-introspection-response.ts'
import { toParameters } from '../protocol/parameters.ts'
import type { TokenMint } from './mint-token.ts'

type ClientEndpoint = NonNullable<ReturnType<AuthorizationServer['endpointAt']>>
type PlainRequest = Parameters<ClientEndpoint>[0]

/** The server, with two endpoints that also know the minted tokens: `/jwks` and `/introspect`. */
export function answerMintedTokens(server: AuthorizationServer, mint: TokenMint): AuthorizationServer {
  const answers: Readonly<Record<string, (endpoint: ClientEndpoint) => ClientEndpoint>> = {
    '/jwks': (endpoint) => publishKey(endpoint, mint),
    '/introspect': (endpoint) => introspectMinted(endpoint, { server, mint }),
  }
  return {
    ...server,
    endpointAt(pathname) {
      const endpoint = server.endpointAt(pathname)
      return endpoint && (answers[pathname]?.(endpoint) ?? endpoint)
    },
  }
}

/** Never 304: the server's ETag does not cover the added key. */
function publishKey(endpoint: ClientEndpoint, { publicJwk }: TokenMint): ClientEndpoint {
  return async (request) => {
    const header = (name: string) => (name === 'if-none-match' ? undefined : request.header(name))
    const answer = await endpoint({ ...request, header })
    if (answer.status !== 200) return answer
    const { ETag: _, ...headers } = answer.headers
    const { keys } = JSON.parse(answer.body)
    return { ...answer, headers, body: JSON.stringify({ keys: [...keys, publicJwk] }) }
  }
}

/**
 * The server authenticates and refuses callers as usual; only its "inactive" responses are checked against
 * the minted tokens (RFC 7662 §2.2).
 */
function introspectMinted(
  endpoint: ClientEndpoint,
  { server, mint }: { readonly server: AuthorizationServer; readonly mint: TokenMint },
): ClientEndpoint {
  return async (request) => {
    const { read, text } = recordBody(request)
    const answer = await endpoint({ ...request, readBody: read })
    if (answer.status !== 200) return answer
    const parameters = toParameters(text())
    const claims = mint.find(parameters.get('token') ?? '')
    const token = toAccessToken(claims, { issuer: server.issuer, now: Math.floor(Date.now() / 1000) })
    if (token === undefined) return answer
    const presented = parseClientCredentials(request.header('authorization'), parameters)
    const callers = await Promise.all(presented.map(({ clientId }) => server.clients.find(clientId)))
    const caller = callers.find((client) => client !== undefined)
    if (caller === undefined || !canIntrospect(caller, token)) return answer
    return { ...answer, body: JSON.stringify(toAccessTokenIntrospection(token)) }
  }
}

function recordBody(request: PlainRequest): {
  readonly read: PlainRequest['readBody']
  readonly text: () => string
} {
  let bytes: Uint8Array | undefined
  return {
    async read(limitBytes) {
      bytes = await request.readBody(limitBytes)
      return bytes
    },
    text: () => new TextDecoder().decode(bytes),
  }
}
