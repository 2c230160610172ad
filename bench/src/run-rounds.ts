import type { WorkloadName } from './contenders/contender.ts'
import { type Measurement, median } from './load/summarize.ts'
import type { Options } from './options.ts'
import { megabytes, short } from './report/numbers.ts'
import type { Cell } from './results/results.ts'
import type { RunningContender } from './running-contender.ts'

/** Seconds for each contender before the first measurement of a workload, so that its code is compiled. */
const WARM_UP_SECONDS = 1
/** Seconds before each measurement, in which connections are opened and queues fill. */
const LEAD_IN_SECONDS = 0.25

/** Measures all contenders in one workload: in turn, with a different one first in each round. */
export async function runWorkload(
  workload: WorkloadName,
  contenders: readonly RunningContender[],
  { connections, rounds, seconds }: Pick<Options, 'connections' | 'rounds' | 'seconds'>,
): Promise<readonly Cell[]> {
  const able = contenders.filter(({ contender }) => contender.workloads[workload] !== undefined)
  const warmUp = Math.min(WARM_UP_SECONDS, seconds)
  const some = Math.max(...connections.filter((count) => count <= 32), 1)
  for (const each of able) {
    await each.measure({ workload, connections: some, warmUpSeconds: warmUp, seconds: 0.01 })
  }
  const cells: Cell[] = []
  for (const count of connections) {
    const order = { workload, connections: count, warmUpSeconds: Math.min(LEAD_IN_SECONDS, seconds), seconds }
    const found = new Map<RunningContender, Measurement[]>(able.map((each) => [each, []]))
    for (let round = 0; round < rounds; round++) {
      for (const each of rotate(able, round)) found.get(each)?.push(await each.measure(order))
    }
    for (const [{ contender }, measurements] of found) {
      const cell: Cell = {
        part: 'cell',
        workload,
        connections: count,
        contender: contender.name,
        at: new Date().toISOString(),
        rounds: measurements,
      }
      cells.push(cell)
      console.log(describeRounds(cell))
    }
  }
  return cells
}

/** The same items, starting with a different one. */
export function rotate<Item>(items: readonly Item[], by: number): readonly Item[] {
  const start = by % Math.max(1, items.length)
  return [...items.slice(start), ...items.slice(0, start)]
}

/** One line for the terminal. */
export function describeRounds({
  workload,
  connections,
  contender,
  rounds,
}: Pick<Cell, 'workload' | 'connections' | 'contender' | 'rounds'>): string {
  const of = (choose: (measurement: Measurement) => number | undefined) =>
    median(rounds.map((round) => choose(round) ?? Number.NaN))
  return [
    workload.padEnd(26),
    `${connections} conn.`.padStart(10),
    contender.padEnd(18),
    `${of((m) => m.perSecond).toFixed(0)}/s`.padStart(9),
    `p50 ${of((m) => m.p50).toFixed(2)} ms`.padStart(14),
    `p99 ${of((m) => m.p99).toFixed(2)} ms`.padStart(14),
    `cpu ${short(of((m) => m.serverCpu))} s/1000`.padStart(18),
    `${megabytes(of((m) => m.memory))}`.padStart(8),
    `generator ${(of((m) => m.generatorLoad) * 100).toFixed(0)} %`.padStart(16),
  ].join(' ')
}
