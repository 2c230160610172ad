import type { exitCodes } from '../exit-codes.ts'

/** A command cannot do what it was asked to, for a reason that its user can mend: one line, no stack. */
export class CommandError extends Error {
  readonly kind: keyof typeof exitCodes

  constructor(kind: keyof typeof exitCodes, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'CommandError'
    this.kind = kind
  }
}

/** The answer is out already, and says itself that something is wrong: only the exit code is missing. */
export class AnsweredFailure extends Error {}
