import type { Caller } from '../flows/caller.ts'
import type { Parts } from '../flows/parts.ts'

/** A request of a client as it arrives, in the few words that our endpoints need, from whichever kind of host. */
export interface Arrival {
  readonly method: string
  /** Without the query. */
  readonly path: string
  /** The peer's address; `X-Forwarded-For` is looked at only when the peer is a trusted proxy. */
  readonly remoteAddress?: string | undefined
  /** By lower-case name. What came more than once is joined by a comma and a space (RFC 9110 §5.3). */
  header(name: string): string | undefined
  /** The whole body, or nothing when it has more bytes than that. @throws when it does not arrive whole. */
  readBody(limitBytes: number): Promise<Uint8Array | undefined>
}

/** An arrival whose sender is known. */
export interface Call {
  readonly arrival: Arrival
  readonly caller: Caller
}

/** What a client gets. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** Empty for an answer without a body. */
  readonly body: string
}

/** Reads a call, runs one flow, answers. A refusal is thrown, and answered where all of them are. */
export type Endpoint = (call: Call, parts: Parts) => Promise<Answer>

/** Answers whatever arrives at one path; never rejects. */
export type ClientEndpoint = (arrival: Arrival) => Promise<Answer>
