import type { WorkloadName } from '../contenders/contender.ts'
import type { Measurement } from '../load/summarize.ts'

/** The results of one contender in one workload at one number of connections, round by round. */
export interface Cell {
  readonly part: 'cell'
  readonly workload: WorkloadName
  readonly connections: number
  readonly contender: string
  /** When it was measured (ISO 8601). */
  readonly at: string
  readonly rounds: readonly Measurement[]
}

/** Facts about one contender, and its memory when idle. */
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

/** Stored bytes for each, measured on an empty database. */
export interface StoredBytes {
  readonly part: 'stored'
  readonly contender: string
  readonly kind: 'grant' | 'client_credentials'
  readonly count: number
  /** Including free space in pages and indexes, after a VACUUM. */
  readonly asLeft: number
  /** Packed (VACUUM FULL). */
  readonly packed: number
}

/** Latency with this many grants. */
export interface GrowthCell {
  readonly part: 'growth'
  readonly contender: string
  readonly workload: WorkloadName
  readonly grants: number
  readonly connections: number
  readonly rounds: readonly Measurement[]
  /** The sweeper was deleting rows at the same time. */
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
