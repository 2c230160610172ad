/** How a command can end, and the exit code that says so. */
export const exitCodes = {
  done: 0,
  failed: 1,
  usage: 2,
  configuration: 3,
  notFound: 4,
  conflict: 5,
  interrupted: 130,
} as const

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
