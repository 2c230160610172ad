import { Refused } from '../contenders/answers.ts'
import type { Operation } from '../contenders/contender.ts'
import { cpuSecondsOf, residentBytesOf } from './read-processes.ts'
import { type Measurement, percentile } from './summarize.ts'

export interface MeasureOptions {
  /** Seconds before the measured part: connections are opened, code is compiled, queues fill. */
  readonly warmUpSeconds: number
  /**
   * Seconds of the measured part. It continues until every connection could have had a response, for at most
   * `MAX_SECONDS`.
   */
  readonly seconds: number
  readonly serverPid?: number | undefined
  readonly databasePid?: number | undefined
}

const MAX_SECONDS = 20

/**
 * A closed loop: each connection does one operation after the other. An operation counts if it ends within
 * the measured part, whenever it started, so that slow ones are neither left out nor counted twice.
 */
export async function measure(
  operations: readonly Operation[],
  { warmUpSeconds, seconds, serverPid, databasePid }: MeasureOptions,
): Promise<Measurement> {
  const run = createRun()
  const loops = operations.map((operation) => keepDoing(operation, run))
  const failed = Promise.all(loops).then(() => {})
  await Promise.race([failed, pause(warmUpSeconds)])
  const before = readUse(serverPid, databasePid)
  run.begin()
  await Promise.race([failed, pause(seconds)])
  while (run.count() < operations.length && run.elapsed() < MAX_SECONDS) {
    await Promise.race([failed, pause(0.05)])
  }
  const elapsed = run.end()
  const after = readUse(serverPid, databasePid)
  const memory = serverPid === undefined ? undefined : residentBytesOf(serverPid)
  await failed
  return summarize({ ...run.found(), elapsed, before, after, memory })
}

function createRun() {
  const latencies: number[] = []
  let refused = 0
  let startedAt = 0
  let state: 'warming' | 'measuring' | 'over' = 'warming'
  let tellOver = () => {}
  const over = new Promise<void>((resolve) => {
    tellOver = resolve
  })
  return {
    over,
    isOver: () => state === 'over',
    begin() {
      startedAt = performance.now()
      state = 'measuring'
    },
    note(milliseconds: number) {
      if (state === 'measuring') latencies.push(milliseconds)
    },
    noteRefusal() {
      if (state === 'measuring') refused += 1
    },
    count: () => latencies.length + refused,
    elapsed: () => (performance.now() - startedAt) / 1000,
    /** The number of seconds measured. */
    end() {
      state = 'over'
      tellOver()
      return (performance.now() - startedAt) / 1000
    },
    found: () => ({ latencies, refused }),
  }
}

type Run = ReturnType<typeof createRun>

async function keepDoing(operation: Operation, run: Run): Promise<void> {
  try {
    while (!run.isOver()) {
      const startedAt = performance.now()
      const refusal = await attempt(operation)
      if (refusal === undefined) run.note(performance.now() - startedAt)
      else {
        run.noteRefusal()
        // As a client should: one that retries immediately would only measure how fast the server responds
        // 503.
        await Promise.race([pause(refusal.retryAfter), run.over])
      }
    }
  } catch (cause) {
    run.end()
    throw cause
  }
}

async function attempt(operation: Operation): Promise<Refused | undefined> {
  try {
    await operation()
    return undefined
  } catch (cause) {
    if (cause instanceof Refused) return cause
    throw cause
  }
}

interface Use {
  readonly server: number | undefined
  readonly database: number | undefined
  readonly own: number
}

/** CPU seconds so far. */
function readUse(serverPid: number | undefined, databasePid: number | undefined): Use {
  const { user, system } = process.cpuUsage()
  return {
    server: serverPid === undefined ? undefined : cpuSecondsOf(serverPid),
    database: databasePid === undefined ? undefined : cpuSecondsOf(databasePid),
    own: (user + system) / 1e6,
  }
}

function summarize(found: {
  readonly latencies: readonly number[]
  readonly refused: number
  readonly elapsed: number
  readonly before: Use
  readonly after: Use
  readonly memory: number | undefined
}): Measurement {
  const { latencies, refused, elapsed, before, after, memory } = found
  const sorted = Float64Array.from(latencies).sort()
  const operations = sorted.length
  const perThousand = (from: number | undefined, to: number | undefined) =>
    from === undefined || to === undefined ? undefined : ((to - from) / Math.max(1, operations)) * 1000
  const serverCpu = perThousand(before.server, after.server)
  const databaseCpu = perThousand(before.database, after.database)
  return {
    operations,
    refused,
    seconds: elapsed,
    perSecond: operations / elapsed,
    p50: percentile(sorted, 0.5),
    p99: percentile(sorted, 0.99),
    ...(serverCpu !== undefined && { serverCpu }),
    ...(databaseCpu !== undefined && { databaseCpu }),
    ...(memory !== undefined && { memory }),
    generatorLoad: (after.own - before.own) / elapsed,
  }
}

function pause(seconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1000))
}
