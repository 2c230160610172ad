/**
 * Where whoever has the server's secret learns what arrived of a request, so that `latchkey doctor` can tell
 * what a proxy changes. To anybody else it is an unknown path.
 */
export const ECHO_PATH = '/latchkey-echo'

/** The field of the form that holds the sealed question. */
export const ECHO_FIELD = 'question'

/** Seconds after which a question is no longer answered; the clocks of both sides may differ by as much. */
const ECHO_SECONDS = 60

/** Whoever can seal it has the server's secret. */
export interface EchoQuestion {
  /** Epoch seconds. */
  readonly at: number
  /** The status of the answer: a proxy may replace the body of an error by a page of its own. */
  readonly status: 200 | 400
}

/** The headers of a request that matter to us, and that a proxy may drop or change. */
export const echoedHeaders = [
  'authorization',
  'cookie',
  'origin',
  'sec-fetch-site',
  'accept',
  'accept-language',
] as const

/** The header of an answer that is as long as the query was, as a redirect of ours would be. */
export const ECHO_LENGTH_HEADER = 'x-latchkey-echo'

/** What arrived, and what was answered. */
export interface EchoReport {
  /** The address of the connection's other end, `unix`, or `unknown`. */
  readonly peer: string
  /** The address that limits count. */
  readonly address: string
  readonly forwarded: 'not_trusted' | 'read' | 'absent' | 'unreadable'
  readonly forwardedFor?: string | undefined
  /** The other headers by which proxies say that they are there. */
  readonly forwarding: readonly string[]
  /** As it arrived, without the question mark. */
  readonly query: string
  readonly headers: Readonly<Partial<Record<(typeof echoedHeaders)[number], string>>>
  /** The headers of the answer, as they left the server. */
  readonly sent: readonly (readonly [name: string, value: string])[]
}

/** True while a question may be answered. */
export function isFreshQuestion(question: EchoQuestion, now: number): boolean {
  return Math.abs(now - question.at) <= ECHO_SECONDS
}
