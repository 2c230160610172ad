/** Somebody who is signed in in this browser; submitted as `name="session"`. */
export interface SignedInPerson {
  readonly session: string
  readonly username: string
  readonly name?: string
}
