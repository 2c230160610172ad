import type { Context } from 'hono'

/** What an adapter tells us about the connection that a request came on. */
export interface Connection {
  /** The peer's address; `X-Forwarded-For` is looked at only when the peer is a trusted proxy. */
  readonly remoteAddress?: string
}

/** Hono's type parameters for our app. */
export interface Edge {
  Bindings: Connection
  Variables: {
    requestId: string
    address: string
    /** Whether the page can be opened in another language by its address. */
    languageLinks?: boolean
  }
}

export type EdgeContext = Context<Edge>
