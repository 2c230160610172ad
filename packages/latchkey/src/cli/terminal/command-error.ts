import type { exitCodes } from '../exit-codes.ts'

/** A command fails for a reason that its user can fix: one line, no stack. */
export class CommandError extends Error {
  readonly kind: keyof typeof exitCodes

  constructor(kind: keyof typeof exitCodes, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'CommandError'
    this.kind = kind
  }
}

/**
 * The output has been written already, and itself says that something is wrong: only the exit code is
 * missing.
 */
export class AnsweredFailure extends Error {}
