import type { Context } from 'hono'

/** What an adapter knows about the connection of a request. */
export interface Connection {
  /** The peer's address; `X-Forwarded-For` counts only when the peer is a trusted proxy. */
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
    /** Set when a program calls a page, so that what is thrown is answered as JSON. */
    isProgram?: boolean
  }
}

export type EdgeContext = Context<Edge>
