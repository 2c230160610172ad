/**
 * `NOT_STARTED`: the browser brought no cookie of a sign-in that was started here. `REFUSED`: the issuer
 * answered with an error, such as `access_denied`. `WRONG_ANSWER`: its answer is not for this sign-in, or
 * breaks the rules. `CLOCKS_DIFFER`: this machine's clock and the issuer's do. `NOT_AS_ASKED`: not as recent
 * or as strong as was asked. `FOREIGN_REQUEST`: another site's page sent it.
 */
export type SignInErrorCode =
  | 'NOT_STARTED'
  | 'REFUSED'
  | 'WRONG_ANSWER'
  | 'CLOCKS_DIFFER'
  | 'NOT_AS_ASKED'
  | 'FOREIGN_REQUEST'

const STATUS = {
  NOT_STARTED: 400,
  REFUSED: 400,
  WRONG_ANSWER: 400,
  CLOCKS_DIFFER: 500,
  NOT_AS_ASKED: 403,
  FOREIGN_REQUEST: 403,
} as const satisfies Record<SignInErrorCode, number>

/** A sign-in or sign-out that did not succeed. `message` is for the developer and names what to change. */
export class SignInError extends Error {
  readonly code: SignInErrorCode
  /** What an HTTP server should answer; Express and Fastify read it. */
  readonly status: 400 | 403 | 500
  /** The issuer's own word, such as `access_denied` (RFC 6749 §4.1.2.1), if it said one. */
  readonly error: string | undefined

  constructor(
    code: SignInErrorCode,
    message: string,
    options: ErrorOptions & { readonly error?: string } = {},
  ) {
    super(message, options)
    this.name = 'SignInError'
    this.code = code
    this.status = STATUS[code]
    this.error = options.error
  }
}

/**
 * What the library attaches to its errors are whole answers, tokens and all; only what it says may reach a
 * log.
 */
export function toPlainCause(cause: unknown): Error {
  return new Error(cause instanceof Error ? cause.message : 'Something that is no error was thrown')
}

/** Characters of somebody else's words that are repeated. */
const MOST_REPEATED = 300

/**
 * What came by way of the browser, as one line of a log: it must not look like others, nor move a terminal's
 * cursor.
 */
export function toOneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').slice(0, MOST_REPEATED)
}
