/** The credentials that a client presents, before they are verified. */
export type PresentedCredentials =
  | { readonly method: 'none'; readonly clientId: string }
  | PresentedSecret
  | { readonly method: 'private_key_jwt'; readonly clientId: string; readonly assertion: string }

export interface PresentedSecret {
  readonly method: 'client_secret_basic' | 'client_secret_post'
  readonly clientId: string
  /** The secret: one text, or two where a Basic header can be read in two ways. */
  readonly secrets: readonly string[]
}

/** The method of one request. */
export type PresentedMethod = PresentedCredentials['method']
