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
}

/**
 * All routes for clients. Metadata has two URLs: with the well-known path after the issuer's path and before
 * it (RFC 8414 §3.1, §5).
 */
export function createClientRoutes(parts: Parts): readonly ClientRoute[] {
  const { issuerPath } = parts.settings
  const routes: readonly ClientRoute[] = [
    { path: '/token', methods: ['POST'], endpoint: tokenEndpoint, cors: true },
    { path: '/userinfo', methods: ['GET', 'POST'], endpoint: userinfoEndpoint, cors: true },
    { path: '/revoke', methods: ['POST'], endpoint: revokeEndpoint, cors: true },
    { path: '/introspect', methods: ['POST'], endpoint: introspectEndpoint, cors: false },
    { path: '/jwks', methods: ['GET'], endpoint: createJwksEndpoint(), cors: true },
    { path: '/healthz', methods: ['GET'], endpoint: healthEndpoint, cors: false },
    { path: '/readyz', methods: ['GET'], endpoint: readyEndpoint, cors: false },
  ]
  const discovery = createDiscoveryEndpoint(parts)
  const documents = ['/.well-known/openid-configuration', '/.well-known/oauth-authorization-server']
  const addresses = new Set(
    documents.flatMap((document) => [`${issuerPath}${document}`, `${document}${issuerPath}`]),
  )
  return [
    ...routes.map((route) => ({ ...route, path: `${issuerPath}${route.path}` })),
    ...[...addresses].map(
      (path): ClientRoute => ({ path, methods: ['GET'], endpoint: discovery, cors: true }),
    ),
  ]
}
