/** Limits on everything that the server fetches. */
export interface OutboundLimits {
  /** Milliseconds from the call to the last byte, including the wait for a turn, DNS and TLS. */
  readonly requestMilliseconds: number
  /** Characters of a URL. */
  readonly urlCharacters: number
  /** Bytes of the headers of a response. */
  readonly headerBytes: number
  /** Bytes of the body of a response. */
  readonly answerBytes: number
  /** Bytes of a JSON document. */
  readonly jsonBytes: number
  /** Requests to one host within `windowSeconds`; more are refused. */
  readonly requestsPerHost: number
  readonly windowSeconds: number
  /** Hosts whose requests are counted; beyond that, the least recently used one is forgotten. */
  readonly hosts: number
  /** Requests in progress at once. */
  readonly atOnce: number
  readonly atOncePerHost: number
  /** Requests that wait for a turn; more are refused. */
  readonly waiting: number
  readonly waitingPerHost: number
}

export const outboundLimits: OutboundLimits = {
  /** A browser may be waiting for the outcome. */
  requestMilliseconds: 5000,
  urlCharacters: 2048,
  headerBytes: 16 * 1024,
  /** As much as latchkey-connect reads from an issuer. */
  answerBytes: 256 * 1024,
  /** A set of a hundred keys needs half of it. */
  jsonBytes: 64 * 1024,
  /** Ten a second: more than the keys of all the clients at one host need. */
  requestsPerHost: 600,
  windowSeconds: 60,
  hosts: 10_000,
  /** At most 64 MiB of responses in memory. A host that does not respond takes a sixteenth of the slots. */
  atOnce: 256,
  atOncePerHost: 16,
  waiting: 1024,
  waitingPerHost: 64,
}
