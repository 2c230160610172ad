/**
 * Who may state a member of a client: the operator of this server, the developer of the app in a portal, or
 * the client itself when it registers (RFC 7591).
 */
export type Speaker = 'operator' | 'developer' | 'client'

export const everybody = ['operator', 'developer', 'client'] as const satisfies Speaker[]
export const operator = ['operator'] as const satisfies Speaker[]

/** How the value of a member is written, and therefore how it is checked, asked for and displayed. */
type Writing =
  | { readonly kind: 'text' | 'url' | 'seconds' | 'jwks' | 'client secret' }
  | { readonly kind: 'choice'; readonly values: readonly string[]; readonly default?: string }
  | {
      readonly kind: 'flag'
      readonly default?: boolean
      /** The default of clients that are registered while the server runs, if it is a different one. */
      readonly registeredDefault?: boolean
    }
  /** `words` are one string separated by spaces on the wire, like `scope` (RFC 7591 §2). */
  | { readonly kind: 'texts' | 'words'; readonly default?: readonly string[] }

/** The value of a client that does not state the member; the texts are for the documentation. */
type WhenLeftOut =
  | { readonly default: unknown }
  /** Every client has it: it is inferred from what else is stated, see `infer-client.ts`. */
  | { readonly inferred: string }
  /** A client can be without it, with this meaning. */
  | { readonly absent: string }
  | { readonly issued: string }

interface Row {
  /**
   * The name in JSON: from RFC 7591, OpenID Connect Registration or RP-Initiated Logout if they define one.
   */
  readonly wire: string
  /** For people: in the help of the command and in the documentation. */
  readonly sentence: string
}

/** A member whose value comes from outside. */
export type StatedMember = Row &
  Writing &
  WhenLeftOut & {
    readonly setBy: readonly [Speaker, ...Speaker[]]
    /** When it may be stated, if not at any time. */
    readonly only?: 'at creation' | 'in the configuration'
    /** What a client is without it, where that is less safe: then its key may not be `undefined`. */
    readonly withoutIt?: string
    /** The rule that it must satisfy in addition to its kind, in `require-sensible-client.ts`. */
    readonly rule?: string
  }

/** A member that only this server sets. */
export type IssuedMember = Row & {
  readonly kind: 'secrets' | 'text' | 'time' | 'count'
  readonly setBy: readonly []
} & ({ readonly issued: string } | { readonly absent: string })

export type ClientMember = StatedMember | IssuedMember
