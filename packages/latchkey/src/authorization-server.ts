import type { ClientEndpoint } from './http/call.ts'
import type { Connection } from './http/edge/edge-context.ts'
import type {
  AccountManagement,
  ClientManagement,
  EventManagement,
  GrantManagement,
  KeyManagement,
} from './management/management.ts'

/** A running authorization server. One object is one issuer. */
export interface AuthorizationServer {
  /** Exactly as configured. */
  readonly issuer: string
  readonly clients: ClientManagement
  readonly accounts: AccountManagement
  readonly grants: GrantManagement
  readonly keys: KeyManagement
  readonly events: EventManagement
  /** Answers one request. Paths are matched under the issuer's path; the Host header is never looked at. */
  fetch(request: Request, connection?: Connection): Promise<Response>
  /**
   * What clients call at this path (`/token`, `/introspect`, `/jwks`, …), without the cost of `Request` and
   * `Response` objects: for adapters. The answers are the same as those of {@link AuthorizationServer.fetch}.
   */
  endpointAt(pathname: string): ClientEndpoint | undefined
  /**
   * True when the path is ours, so that an adapter can pass other requests on. The front page is the host
   * app's, if it has one.
   */
  handles(pathname: string): boolean
  /** Makes `/readyz` answer 503, so that a load balancer stops sending before the server closes. */
  drain(): void
  /** Ends timers, writes what is buffered, closes the storage that the server opened. Idempotent. */
  close(): Promise<void>
}
