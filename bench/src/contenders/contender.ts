/** The workloads that are measured, in the order of the report. */
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
  /** By name in lower case. The value of `set-cookie`, and of any repeated header, is a list. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly body: string
}

/**
 * One connection of the load generator. It keeps its number, its user and what it remembers for the whole
 * run.
 */
export interface Connection {
  /** From 0. */
  readonly index: number
  /** The contender's origin, such as `http://127.0.0.1:4321`. */
  readonly origin: string
  /** The user that signs in on this connection, and on no other. */
  readonly user: { readonly username: string; readonly password: string }
  /**
   * Sends one request on the connection, which is kept alive. Send the next one only after the response to
   * this one.
   */
  send(request: WireRequest): Promise<WireAnswer>
  /**
   * Creates something once for this connection (a session, a first grant), so that workloads can share it.
   */
  once<Made>(name: string, make: () => Promise<Made>): Promise<Made>
}

/**
 * One measured step: one or more requests in sequence. It checks the responses, and throws `WrongAnswer` (see
 * answers.ts) for an unexpected one, or `Refused` for a 503 that asks to retry.
 */
export type Operation = () => Promise<void>

/**
 * Prepares one connection (signs in, fetches the first tokens), which is not measured, and returns the step
 * that is.
 */
export type Workload = (connection: Connection) => Promise<Operation>

/** The HTTP requests to a contender; `server.ts` beside it is the process that responds. */
export interface Contender {
  /** The name of its folder. */
  readonly name: string
  /** Its name in the report, with its version if it has one. */
  readonly title: string
  readonly database: 'postgres' | 'sqlite' | 'none'
  /** Differences from the others, one sentence each. What only the server knows is in its announcement. */
  readonly notes: readonly string[]
  readonly workloads: Readonly<Partial<Record<WorkloadName, Workload>>>
  /** Why a workload is missing, one sentence. */
  readonly leftOut: Readonly<Partial<Record<WorkloadName, string>>>
  /**
   * Statements that delete what a well-maintained deployment would soon have deleted (redeemed codes), run
   * before the bytes of a grant are counted.
   */
  readonly purgeSql?: readonly string[]
  /** The URL of a server that is running already, so that none is started. */
  readonly url?: string
}

/** What `server.ts` prints as one line of JSON on its standard output, when it is ready for requests. */
export interface Announcement {
  readonly url: string
  readonly notes: readonly string[]
  /** The process that serves (including its children), if it is not the one that prints this. */
  readonly pid?: number
}
