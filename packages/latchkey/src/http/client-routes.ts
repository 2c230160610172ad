import type { Parts } from '../flows/parts.ts'
import type { Endpoint } from './call.ts'
import { createDiscoveryEndpoint } from './endpoints/discovery/discovery.ts'
import { createJwksEndpoint } from './endpoints/discovery/jwks.ts'
import { introspectEndpoint } from './endpoints/token/introspect.ts'
import { revokeEndpoint } from './endpoints/token/revoke.ts'
import { tokenEndpoint } from './endpoints/token/token.ts'
import { userinfoEndpoint } from './endpoints/token/userinfo.ts'
import { healthEndpoint, readyEndpoint } from './endpoints/upkeep/health.ts'

/** A route for clients: responds with JSON, also to scripts of other origins where `cors` says so. */
export interface ClientRoute {
  readonly path: string
  readonly methods: readonly ('GET' | 'POST')[]
  readonly endpoint: Endpoint
  readonly cors: boolean
  /** Asked every few seconds by whatever watches the server: a good answer is no news. */
  readonly isHealthCheck?: boolean
}

/** A row of the table: some endpoints are made for the server whose route they are. */
interface ClientRow extends Omit<ClientRoute, 'endpoint'> {
  readonly create: (parts: Parts) => Endpoint
}

/** Every endpoint for clients, by its path under the issuer's path. */
export const clientRows: readonly ClientRow[] = [
  { path: '/token', methods: ['POST'], create: () => tokenEndpoint, cors: true },
  { path: '/userinfo', methods: ['GET', 'POST'], create: () => userinfoEndpoint, cors: true },
  { path: '/revoke', methods: ['POST'], create: () => revokeEndpoint, cors: true },
  { path: '/introspect', methods: ['POST'], create: () => introspectEndpoint, cors: false },
  { path: '/jwks', methods: ['GET'], create: createJwksEndpoint, cors: true },
  { path: '/healthz', methods: ['GET'], create: () => healthEndpoint, cors: false, isHealthCheck: true },
  { path: '/readyz', methods: ['GET'], create: () => readyEndpoint, cors: false, isHealthCheck: true },
  ...['/.well-known/openid-configuration', '/.well-known/oauth-authorization-server'].map(
    (path): ClientRow => ({ path, methods: ['GET'], create: createDiscoveryEndpoint, cors: true }),
  ),
]

/** The routes for clients of one server. */
export function createClientRoutes(parts: Parts): readonly ClientRoute[] {
  return clientRows.flatMap(({ create, ...row }) => {
    const endpoint = create(parts)
    return pathsOf(row.path, parts.settings.issuerPath).map((path) => ({ ...row, path, endpoint }))
  })
}

/**
 * Metadata has two URLs: with the well-known path after the issuer's path and before it (RFC 8414 §3.1, §5).
 */
function pathsOf(path: string, issuerPath: string): readonly string[] {
  const below = `${issuerPath}${path}`
  return path.startsWith('/.well-known/') ? [...new Set([below, `${path}${issuerPath}`])] : [below]
}
