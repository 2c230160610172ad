import type { ClientEndpoint, MalformedEndpoint } from './http/call.ts'
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
  /** The apps that may ask for tokens: those registered here and those of the configuration. */
  readonly clients: ClientManagement
  /** The people who can sign in: creates, changes and removes built-in accounts, and signs people out. */
  readonly accounts: AccountManagement
  /** What people have allowed apps to do: lists it, and revokes it with its refresh tokens. */
  readonly grants: GrantManagement
  /** The signing keys, which are also rotated on schedule. */
  readonly keys: KeyManagement
  /** The audit events: sign-ins, issued tokens, refusals, changes. */
  readonly events: EventManagement
  /** Responds to one request. Paths are matched under the issuer's path; the Host header is ignored. */
  fetch(request: Request, connection?: Connection): Promise<Response>
  /**
   * The endpoint for clients at this path (`/token`, `/introspect`, `/jwks`, …), without the cost of
   * `Request` and `Response` objects: for adapters. The responses are the same as those of
   * {@link AuthorizationServer.fetch}.
   */
  endpointAt(pathname: string): ClientEndpoint | undefined
  /**
   * True when the path belongs to this server, so that an adapter can pass other requests on. The front page
   * belongs to the host app, if it has one.
   */
  handles(pathname: string): boolean
  /**
   * Tells the server of a request that was not its own, and where the host has mounted the adapter: when no
   * request can reach an endpoint there, the log says so once. For adapters of hosts that know it.
   */
  passedOn(pathname: string, mountedAt: string): void
  /**
   * The response to what is no request of HTTP: two hosts, or a target that two parsers could read
   * differently (RFC 9112 §3.2), which are 400; or headers or chunks that are too long, or come too late. For
   * adapters and listeners; {@link AuthorizationServer.fetch} cannot be given a target.
   */
  readonly answerMalformed: MalformedEndpoint
  /** Makes `/readyz` respond 503, so that a load balancer stops sending requests before the server closes. */
  drain(): void
  /** Stops timers, writes buffered data, and closes the storage if the server opened it. Idempotent. */
  close(): Promise<void>
}
