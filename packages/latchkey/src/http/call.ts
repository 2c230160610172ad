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
