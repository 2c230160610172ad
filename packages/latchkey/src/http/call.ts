import type { PlainRequest, PlainResponse } from 'latchkey-connect/internal'
import type { Parts } from '../flows/parts.ts'
import type { Caller } from '../ports/caller.ts'

/** A request, with its sender's address and its id. */
export interface Call {
  readonly request: PlainRequest
  readonly caller: Caller
}

/**
 * Reads a call, runs one flow, and returns the response. Throws refusals, which are all answered in one
 * place.
 */
export type Endpoint = (call: Call, parts: Parts) => Promise<PlainResponse>

/** Answers every request to one path; never rejects. */
export type ClientEndpoint = (request: PlainRequest) => Promise<PlainResponse>

/** What is wrong with what is no request of HTTP (RFC 9110 §15.5, RFC 6585 §5). */
export type MalformedStatus = 400 | 408 | 413 | 431

/** Answers what is no request of HTTP, by default with 400; never rejects. */
export type MalformedEndpoint = (request: PlainRequest, status?: MalformedStatus) => Promise<PlainResponse>
