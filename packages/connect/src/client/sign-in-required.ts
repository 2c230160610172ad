/**
 * The person has to sign in (again): nobody is signed in here, or the issuer no longer honours the sign-in.
 * Express and Fastify answer `status` when it is thrown in a handler.
 */
export class SignInRequired extends Error {
  readonly code = 'SIGN_IN_REQUIRED'
  readonly status = 401

  constructor(message = 'Sign in first', options?: ErrorOptions) {
    super(message, options)
    this.name = 'SignInRequired'
  }
}
