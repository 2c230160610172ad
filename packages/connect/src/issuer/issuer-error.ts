/** Whether to try again or to change something; {@link IssuerError} says which is which. */
export type IssuerErrorCode = 'ISSUER_UNAVAILABLE' | 'ISSUER_WRONG'

/**
 * The issuer could not be used. `ISSUER_UNAVAILABLE` (status 503): it did not respond, or with an error of
 * its own; try again. `ISSUER_WRONG` (status 500): it responded, but not as the configuration says; the
 * message names what to change.
 */
export class IssuerError extends Error {
  readonly code: IssuerErrorCode
  /** What an HTTP server should answer; Express and Fastify read it. */
  readonly status: 500 | 503

  constructor(code: IssuerErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'IssuerError'
    this.code = code
    this.status = code === 'ISSUER_UNAVAILABLE' ? 503 : 500
  }
}

/** `Retry-After` in seconds for requests that failed because the issuer could not be reached. */
export const ISSUER_RETRY_SECONDS = 2
