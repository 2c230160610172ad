import type { WorkloadName } from '../contenders/contender.ts'
import type { Measurement } from '../load/summarize.ts'

/** What one contender did in one workload at one number of connections, round by round. */
export interface Cell {
  readonly part: 'cell'
  readonly workload: WorkloadName
  readonly connections: number
  readonly contender: string
  /** When it was measured (ISO 8601). */
  readonly at: string
  readonly rounds: readonly Measurement[]
}

/** What one contender is, and what it takes when it does nothing. */
export interface ContenderFacts {
  readonly part: 'contender'
  readonly contender: string
  readonly title: string
  readonly database: string
  readonly notes: readonly string[]
  readonly leftOut: Readonly<Partial<Record<WorkloadName, string>>>
  /** Bytes. */
  readonly idleMemory?: number
}

/** What is stored, in bytes for each: measured on an empty database. */
export interface StoredBytes {
  readonly part: 'stored'
  readonly contender: string
  readonly kind: 'grant' | 'client_credentials'
  readonly count: number
  /** With the room that is left in pages and indexes, after a VACUUM. */
  readonly asLeft: number
  /** Packed (VACUUM FULL). */
  readonly packed: number
}

/** Latency among so many grants. */
export interface GrowthCell {
  readonly part: 'growth'
  readonly contender: string
  readonly workload: WorkloadName
  readonly grants: number
  readonly connections: number
  readonly rounds: readonly Measurement[]
  /** The sweeper deleted rows meanwhile. */
  readonly sweeping: boolean
}

/** The machine and the settings of the run that a part comes from. */
export interface RunFacts {
  readonly part: 'run'
  readonly at: string
  readonly machine: string
  readonly node: string
  readonly postgres: string
  readonly rounds: number
  readonly seconds: number
}

export type ResultPart = Cell | ContenderFacts | StoredBytes | GrowthCell | RunFacts
