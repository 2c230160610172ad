/** The result of one measurement of one workload. */
export interface Measurement {
  readonly operations: number
  /** The number of 503 responses, counted only here. */
  readonly refused: number
  readonly seconds: number
  readonly perSecond: number
  /** Milliseconds. */
  readonly p50: number
  readonly p99: number
  /**
   * CPU seconds for 1,000 operations: of the server's processes, and of the database's. Absent on systems
   * without this data.
   */
  readonly serverCpu?: number
  readonly databaseCpu?: number
  /** Resident bytes of the server at the end. */
  readonly memory?: number
  /** The fraction of one core that the load generator itself used: near 1 it is the bottleneck. */
  readonly generatorLoad: number
}

/** The value below which this fraction of the sorted values lies (nearest rank). */
export function percentile(sorted: Float64Array, part: number): number {
  const rank = Math.max(1, Math.ceil(sorted.length * part))
  return sorted[rank - 1] ?? Number.NaN
}

export function median(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort()
  const middle = sorted.length / 2
  if (sorted.length === 0) return Number.NaN
  return Number.isInteger(middle)
    ? ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2
    : (sorted[Math.floor(middle)] ?? Number.NaN)
}
