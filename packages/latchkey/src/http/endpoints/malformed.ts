import { refuse } from '../../protocol/refusal.ts'
import type { Endpoint, MalformedStatus } from '../call.ts'

/** What to change, where the parser of the listener has refused a request, or its adapter. */
const descriptions: Readonly<Record<MalformedStatus, string>> = {
  400: 'A request must follow HTTP, name one host, and have a path that can be read in one way only',
  408: 'The request did not arrive in time',
  413: 'The extensions of the chunks of the request body are too long',
  431: 'The headers of the request, with its URL, are too long',
}

/** Answers what is no request of HTTP, such as one with two hosts (RFC 9112 §3.2), as any that is refused. */
export function createMalformedEndpoint(status: MalformedStatus): Endpoint {
  return async () => refuse('malformed_request', descriptions[status])
}
