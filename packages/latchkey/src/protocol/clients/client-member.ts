/**
 * Who may say something about a client: the operator of this server, the developer of the app in a portal, or
 * the client itself when it registers (RFC 7591).
 */
export type Speaker = 'operator' | 'developer' | 'client'

export const everybody = ['operator', 'developer', 'client'] as const satisfies Speaker[]
export const operator = ['operator'] as const satisfies Speaker[]

/** How the value of a member is written, and so how it is checked, asked for and shown. */
type Writing =
  | { readonly kind: 'text' | 'url' | 'seconds' | 'jwks' | 'client secret' }
  | { readonly kind: 'choice'; readonly values: readonly string[]; readonly default?: string }
  | {
      readonly kind: 'flag'
      readonly default?: boolean
      /** The default of a client that is registered while the server runs, where that is another one. */
      readonly registeredDefault?: boolean
    }
  /** `words` are one text with spaces on the wire, as `scope` is (RFC 7591 §2). */
  | { readonly kind: 'texts' | 'words'; readonly default?: readonly string[] }

/** What a client has that does not state the member; the words are for the documentation. */
type WhenLeftOut =
  | { readonly default: unknown }
  /** A client always has it: it follows from what else is stated, see `infer-client.ts`. */
  | { readonly inferred: string }
  /** A client does without it, which means this. */
  | { readonly absent: string }
  | { readonly issued: string }

interface Row {
  /** The name in JSON: that of RFC 7591, OpenID Connect Registration or RP-Initiated Logout where it has one. */
  readonly wire: string
  /** For a person: in the help of the command and in the documentation. */
  readonly sentence: string
}

/** A member that somebody outside states. */
export type StatedMember = Row &
  Writing &
  WhenLeftOut & {
    readonly setBy: readonly [Speaker, ...Speaker[]]
    /** When it may be stated, if not at any time. */
    readonly only?: 'at creation' | 'in the configuration'
    /** The rule that it must pass besides being what its kind says, in `require-sensible-client.ts`. */
    readonly rule?: string
  }

/** A member that this server keeps for itself. */
export type IssuedMember = Row & {
  readonly kind: 'secrets' | 'time' | 'count'
  readonly issued: string
  readonly setBy: readonly []
}

export type ClientMember = StatedMember | IssuedMember
