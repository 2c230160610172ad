import type { Context } from 'hono'
import type { Caller } from '../../ports/caller.ts'

/** What an adapter knows about the connection of a request. */
export interface Connection {
  /**
   * The peer's address, or `unix` for a UNIX socket; `X-Forwarded-For` counts only when the peer is a trusted
   * proxy.
   */
  readonly remoteAddress?: string
}

/** Hono's type parameters for our app. */
export interface Edge {
  Bindings: Connection
  Variables: {
    /** Of the whole request, so that all notes about it meet. */
    caller: Caller
    /**
     * Whether the page can be opened in another language by its address. `relative` is for paths that are not
     * ours: one that begins with two slashes would lead to another host as a link (RFC 3986 §4.2).
     */
    languageLinks?: boolean | 'relative'
    /** Set when a program calls a page, so that what is thrown is answered as JSON. */
    isProgram?: boolean
  }
}

export type EdgeContext = Context<Edge>
