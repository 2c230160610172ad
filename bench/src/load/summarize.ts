/** What one measurement of one workload found. */
export interface Measurement {
  readonly operations: number
  /** Answers that were a 503: counted here and nowhere else. */
  readonly refused: number
  readonly seconds: number
  readonly perSecond: number
  /** Milliseconds. */
  readonly p50: number
  readonly p99: number
  /**
   * CPU seconds for 1,000 operations: the server's processes, and the database's. Absent where the system
   * does not tell.
   */
  readonly serverCpu?: number
  readonly databaseCpu?: number
  /** Resident bytes of the server at the end. */
  readonly memory?: number
  /** Part of one core that the load generator itself used: near 1 it is the bottleneck. */
  readonly generatorLoad: number
}

/** The value below which this part of the sorted values lies (nearest rank). */
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
