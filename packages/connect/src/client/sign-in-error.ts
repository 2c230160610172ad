/**
 * `NOT_STARTED`: the browser sent no cookie of a sign-in that was started here. `REFUSED`: the issuer
 * responded with an error, such as `access_denied`. `WRONG_ANSWER`: its response is for another sign-in, or
 * breaks the rules. `CLOCKS_DIFFER`: this machine's clock differs from the issuer's. `NOT_AS_ASKED`: the
 * sign-in is not as recent or as strong as was asked. `FOREIGN_REQUEST`: a page of another site sent the
 * request.
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
  /** The issuer's error code, such as `access_denied` (RFC 6749 §4.1.2.1), if it sent one. */
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
 * Keeps only the message: oauth4webapi attaches whole responses to its errors, with their tokens, and those
 * must not reach a log.
 */
export function toPlainCause(cause: unknown): Error {
  return new Error(cause instanceof Error ? cause.message : 'Something that is no error was thrown')
}

/** The maximum number of characters of text from others that are logged. */
const MAX_REPEATED = 300

/**
 * Makes text that came through the browser one line of a log: it must not look like other lines, nor move a
 * terminal's cursor.
 */
export function toOneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').slice(0, MAX_REPEATED)
}
