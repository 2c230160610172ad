/** A verb was given a selection that names nothing: it would mean everything. */
export class EmptySelection extends TypeError {
  constructor() {
    super('Name an account, a client or a session: without any, all would be meant')
    this.name = 'EmptySelection'
  }
}

/** A verb was asked for a page that cannot be. */
export class ImpossiblePage extends RangeError {
  constructor(message: string) {
    super(message)
    this.name = 'ImpossiblePage'
  }
}

/**
 * Whether a verb was called wrongly, which is an error of the caller and not of the storage. Any other
 * `TypeError` or `RangeError` comes from inside a driver.
 */
export function isStorageMisuse(thrown: unknown): boolean {
  return thrown instanceof EmptySelection || thrown instanceof ImpossiblePage
}
