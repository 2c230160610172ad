/** The database did not do what was asked: the response is 503, and nothing is assumed. */
export class StorageFailure extends Error {
  constructor(verb: string, cause: unknown) {
    super(`Storage failed at ${verb}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
    this.name = 'StorageFailure'
  }
}
