import type { ClientMetadata, StatedName } from './client-metadata.ts'

/** One of a client's secrets. The secret itself is shown once, when it is created, and never stored. */
export interface ClientSecret {
  readonly id: string
  readonly label: string
  /** SHA-256 of the secret, base64url. */
  readonly secretHash: string
  /** The last four characters, so that a person can tell two secrets apart. */
  readonly lastFour: string
  /** Epoch seconds. */
  readonly createdAt: number
  /** Epoch seconds. A secret without it does not expire. */
  readonly expiresAt?: number
  /** Epoch seconds of the last successful use, to the nearest hour or so. */
  readonly lastUsedAt?: number
}

/** A public key as RFC 7517 writes it. */
export interface PublicJwk {
  readonly kty: string
  readonly kid?: string
  readonly alg?: string
  readonly use?: string
  readonly [member: string]: unknown
}

/**
 * Enough for one secret that is being retired, one in use, one that is being introduced, and a mistake or
 * two.
 */
export const maxClientSecrets = 5

interface ValuesByKind {
  readonly text: string
  readonly url: string
  readonly texts: readonly string[]
  readonly words: readonly string[]
  readonly flag: boolean
  readonly seconds: number
  readonly jwks: { readonly keys: readonly PublicJwk[] }
  readonly 'client secret': string | readonly string[]
  readonly secrets: readonly ClientSecret[]
  readonly time: number
  readonly count: number
}

type ValueOf<Member> = Member extends { readonly values: readonly (infer Value)[] }
  ? Value
  : Member extends { readonly kind: keyof ValuesByKind }
    ? ValuesByKind[Member['kind']]
    : never

/** Mapped over the table itself, so that editors show the comments of its rows. */
type Values = { readonly [Name in keyof ClientMetadata]: ValueOf<ClientMetadata[Name]> }

/** The names of the rows that have these columns. */
type NamesWith<Columns> = {
  [Name in keyof Values]: ClientMetadata[Name] extends Columns ? Name : never
}[keyof Values]

type OnlyInConfiguration = NamesWith<{ readonly only: 'in the configuration' }>
type Optional = Exclude<NamesWith<{ readonly absent: string }>, OnlyInConfiguration>

/** The members that have a fixed default. */
export type DefaultedMember = NamesWith<{ readonly default: unknown }>
/** The members that every client has, inferred from what it states. */
export type InferredMember = NamesWith<{ readonly inferred: string }>
/** The rules that the table refers to. */
export type ClientRule = Extract<ClientMetadata[keyof Values], { readonly rule: string }>['rule']
/** The members whose rows name a rule. */
export type MembersUnder<Rule extends ClientRule> = NamesWith<{ readonly rule: Rule }>

/** An app that asks for tokens (RFC 6749 §2; member names after RFC 7591 §2). */
export interface Client
  extends Omit<Values, Optional | OnlyInConfiguration>,
    Partial<Pick<Values, Optional>> {}

/** What may be stated of a client. Only `clientId` is required; the rest is inferred or has a default. */
export interface StatedClient
  extends Pick<Values, 'clientId'>,
    Partial<Pick<Values, Exclude<StatedName, 'clientId'>>> {}

/** What may be stated of a client at any time. */
export type ClientStatement = Partial<Pick<Values, Exclude<StatedName, NamesWith<{ readonly only: string }>>>>

/** What may be stated of a client that exists: `null` means that it no longer has the member. */
export type ClientRevision = {
  readonly [Name in keyof ClientStatement]: ClientStatement[Name] | (Name extends Optional ? null : never)
}

/**
 * How a client is registered to authenticate at the endpoints that it calls directly (OpenID Connect Core
 * §9).
 */
export type ClientAuthenticationMethod = Client['tokenEndpointAuthMethod']

/** A client that cannot keep a secret (RFC 6749 §2.1). */
export function isPublicClient(client: Client): boolean {
  return client.tokenEndpointAuthMethod === 'none'
}

/** A client that proves itself with a secret, wherever that is sent. */
export function usesSecret({ tokenEndpointAuthMethod: method }: Client): boolean {
  return method === 'client_secret' || method === 'client_secret_basic' || method === 'client_secret_post'
}
