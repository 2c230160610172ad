import { refuse } from '../../protocol/refusal.ts'
import type { Endpoint } from '../call.ts'

/** Answers what is no request of HTTP, such as one with two hosts (RFC 9112 §3.2), as any that is refused. */
export const malformedEndpoint: Endpoint = async () =>
  refuse('malformed_request', 'A request must name one host, and a path that can be read in one way only')
