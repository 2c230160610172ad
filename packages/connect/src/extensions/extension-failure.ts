import { describeThrown } from './describe-thrown.ts'

/**
 * What was wrong with a call: it threw or rejected, it did not answer in time, or its answer cannot be used.
 */
export type ExtensionFault = 'threw' | 'late' | 'unusable'

/** A function that an app or an embedder handed us did not do its part. Its name is in the message. */
export class ExtensionFailure extends Error {
  readonly fault: ExtensionFault

  private constructor(fault: ExtensionFault, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'ExtensionFailure'
    this.fault = fault
  }

  static threw(name: string, thrown: unknown): ExtensionFailure {
    return new ExtensionFailure('threw', `${name} threw: ${describeThrown(thrown)}`, { cause: thrown })
  }

  static late(name: string, seconds: number): ExtensionFailure {
    return new ExtensionFailure('late', `${name} did not finish within ${seconds} seconds`)
  }

  static unusable(name: string, problem: unknown): ExtensionFailure {
    return new ExtensionFailure(
      'unusable',
      `What ${name} returned cannot be used: ${describeThrown(problem)}`,
      { cause: problem },
    )
  }
}
