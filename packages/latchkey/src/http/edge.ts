import type { Context } from 'hono'
import type { Parts } from '../flows/parts.ts'

/** What an adapter tells us about the connection that a request came on. */
export interface Connection {
  /** The peer's address; `X-Forwarded-For` is looked at only when the peer is a trusted proxy. */
  readonly remoteAddress?: string
}

/** Hono's type parameters for our app. */
export interface Edge {
  Bindings: Connection
  Variables: { requestId: string; address: string; speaksTo?: 'clients' }
}

export type EdgeContext = Context<Edge>

/** Reads a request, runs one flow, answers. A refusal is thrown, and answered by the app's one catch. */
export type Endpoint = (context: EdgeContext, parts: Parts) => Promise<Response>
