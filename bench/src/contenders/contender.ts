/** What is measured, in the order of the report. */
export const WORKLOADS = [
  'client_credentials_es256',
  'client_credentials_rs256',
  'client_credentials_opaque',
  'code_flow',
  'refresh',
  'introspection',
  'userinfo',
  'password_sign_in',
  'jwks',
  'discovery',
] as const

export type WorkloadName = (typeof WORKLOADS)[number]

export interface WireRequest {
  readonly method: 'GET' | 'POST'
  /** Path and query, from the contender's origin. */
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

export interface WireAnswer {
  readonly status: number
  /** By name in lower case; `set-cookie` and whatever else came twice is a list. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly body: string
}

/**
 * One connection of the load generator. It keeps its number, its user and what it remembered for the whole run.
 */
export interface Connection {
  /** From 0. */
  readonly index: number
  /** Where the contender listens, like `http://127.0.0.1:4321`. */
  readonly origin: string
  /** The user that signs in on this connection, and on no other. */
  readonly user: { readonly username: string; readonly password: string }
  /**
   * Sends one request on it, as it is kept alive; the next one only after this one was answered.
   */
  send(request: WireRequest): Promise<WireAnswer>
  /** Makes something once for this connection (a session, a first grant), so that workloads can share it. */
  once<Made>(name: string, make: () => Promise<Made>): Promise<Made>
}

/**
 * One measured step: one or more requests, one after the other. It checks its answers, and throws a
 * `WrongAnswer` (see answers.ts) when one is not what it must be, or `Refused` for a 503 that asks to come
 * again.
 */
export type Operation = () => Promise<void>

/**
 * Gets one connection ready, which is not measured (signs in, fetches the first tokens), and answers the step that
 * is.
 */
export type Workload = (connection: Connection) => Promise<Operation>

/** How a contender is asked, over HTTP; `server.ts` beside it is the process that answers. */
export interface Contender {
  /** The name of its folder. */
  readonly name: string
  /** As the report calls it, with its version where it has one. */
  readonly title: string
  readonly database: 'postgres' | 'sqlite' | 'none'
  /**
   * What differs from the others, one sentence each. What only the server knows goes into its announcement.
   */
  readonly notes: readonly string[]
  readonly workloads: Readonly<Partial<Record<WorkloadName, Workload>>>
  /** Why a workload is not there, one sentence. */
  readonly leftOut: Readonly<Partial<Record<WorkloadName, string>>>
  /**
   * Statements that delete what a well-kept deployment would soon have deleted (codes that were redeemed),
   * run before the bytes of a grant are counted.
   */
  readonly purgeSql?: readonly string[]
  /** Where it answers already: no server is started for it. */
  readonly url?: string
}

/** What `server.ts` prints as one line of JSON on its standard output, once it answers requests. */
export interface Announcement {
  readonly url: string
  readonly notes: readonly string[]
  /** The process that serves (its children count too), where it is not the one that prints this. */
  readonly pid?: number
}
