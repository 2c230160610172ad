import type { PlainRequest, PlainResponse } from 'latchkey-connect/internal'
import type { Caller } from '../flows/caller.ts'
import type { Parts } from '../flows/parts.ts'

/** A request whose sender is known. */
export interface Call {
  readonly request: PlainRequest
  readonly caller: Caller
}

/** Reads a call, runs one flow, answers. A refusal is thrown, and answered where all of them are. */
export type Endpoint = (call: Call, parts: Parts) => Promise<PlainResponse>

/** Answers whatever is sent to one path; never rejects. */
export type ClientEndpoint = (request: PlainRequest) => Promise<PlainResponse>
