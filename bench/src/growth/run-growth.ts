import type { Contender, WorkloadName } from '../contenders/contender.ts'
import type { Databases } from '../databases.ts'
import type { Measurement } from '../load/summarize.ts'
import type { Options } from '../options.ts'
import { saveResults } from '../results/result-file.ts'
import type { GrowthCell } from '../results/results.ts'
import { describeRounds, rotate } from '../run-rounds.ts'
import { type RunningContender, startContender } from '../running-contender.ts'
import { addEndedPostgres, countEndedPostgres, populatePostgres } from './populate-postgres.ts'
import { addEndedSqlite, countEndedSqlite, populateSqlite } from './populate-sqlite.ts'
import { populationOf } from './population.ts'

/** A server with this many grants in its database. */
interface Grown {
  readonly grants: number
  readonly running: RunningContender
}

const WORKLOADS = ['refresh', 'introspection'] as const satisfies WorkloadName[]
const CONNECTIONS = [1, 32] as const
const LEAD_IN_SECONDS = 0.5
/** Expired grants for the sweeper: more than it deletes in one run. */
const ENDED_GRANTS = 150_000
/** Seconds of one measurement while the sweeper may be running, and of the longest wait for it. */
const LOOK_SECONDS = 1
const MAX_WAIT_SECONDS = 150

/** Measures Latchkey with few and with many grants, one storage after the other. */
export async function runGrowth(
  contenders: readonly Contender[],
  databases: Databases,
  options: Options,
): Promise<readonly GrowthCell[]> {
  const cells: GrowthCell[] = []
  for (const contender of contenders) {
    const found = await growOne(contender, databases, options)
    if (options.save) saveResults(found)
    cells.push(...found)
  }
  return cells
}

async function growOne(
  contender: Contender,
  databases: Databases,
  options: Options,
): Promise<readonly GrowthCell[]> {
  const grown: Grown[] = []
  try {
    for (const grants of options.grants) grown.push(await grow(contender, databases, grants))
    const cells: GrowthCell[] = []
    for (const workload of WORKLOADS) {
      for (const connections of CONNECTIONS)
        cells.push(...(await compareSizes(grown, { workload, connections }, options)))
    }
    const largest = grown.at(-1)
    return largest === undefined ? cells : [...cells, ...(await watchSweeper(largest))]
  } finally {
    await Promise.all(grown.map(({ running }) => running.stop()))
  }
}

async function grow(contender: Contender, databases: Databases, grants: number): Promise<Grown> {
  const startedAt = performance.now()
  const running = await startContender(contender, databases, {
    label: `_${grants}`,
    workloadsOf: 'latchkey-growth',
    environment: { BENCH_GRANTS: String(grants) },
  })
  await running.repeat('code_flow', 1)
  if (contender.database === 'sqlite') populateSqlite(running.databaseUrl, populationOf(grants))
  else await populatePostgres(running.databaseUrl, populationOf(grants))
  const seconds = (performance.now() - startedAt) / 1000
  console.log(`${contender.title}: ${grants.toLocaleString('en')} grants after ${seconds.toFixed(0)} s`)
  return { grants, running }
}

async function compareSizes(
  grown: readonly Grown[],
  { workload, connections }: { readonly workload: WorkloadName; readonly connections: number },
  { rounds, seconds }: Options,
): Promise<readonly GrowthCell[]> {
  const order = { workload, connections, warmUpSeconds: LEAD_IN_SECONDS, seconds }
  const found = new Map<Grown, Measurement[]>(grown.map((each) => [each, []]))
  for (const { running } of grown) await running.measure({ ...order, warmUpSeconds: 2, seconds: 0.01 })
  for (let round = 0; round < rounds; round++) {
    for (const each of rotate(grown, round)) found.get(each)?.push(await each.running.measure(order))
  }
  return [...found].map(([{ grants, running }, measurements]) =>
    toCell(running, { workload, connections, grants, rounds: measurements, sweeping: false }),
  )
}

function toCell({ contender }: RunningContender, cell: Omit<GrowthCell, 'part' | 'contender'>): GrowthCell {
  const { workload, connections, grants, rounds, sweeping } = cell
  const label = `${contender.name} ${grants}${sweeping ? ' swept' : ''}`
  console.log(describeRounds({ workload, connections, contender: label, rounds }))
  return { part: 'growth', contender: contender.name, ...cell }
}

/** Measures the latency second by second, and keeps the seconds in which grants were deleted. */
async function watchSweeper({ grants, running }: Grown): Promise<readonly GrowthCell[]> {
  const { databaseUrl, contender } = running
  const isSqlite = contender.database === 'sqlite'
  const countEnded = async () => (isSqlite ? countEndedSqlite(databaseUrl) : countEndedPostgres(databaseUrl))
  if (isSqlite) addEndedSqlite(databaseUrl, ENDED_GRANTS)
  else await addEndedPostgres(databaseUrl, ENDED_GRANTS)
  const order = { workload: 'refresh', connections: 32, warmUpSeconds: 0.1, seconds: LOOK_SECONDS } as const
  const swept: Measurement[] = []
  const startedAt = performance.now()
  let left = await countEnded()
  while (left > 0 && (performance.now() - startedAt) / 1000 < MAX_WAIT_SECONDS) {
    const measurement = await running.measure(order)
    const now = await countEnded()
    if (now < left) swept.push(measurement)
    left = now
  }
  if (swept.length === 0) throw new Error(`${contender.name}: the sweeper did not come`)
  return [toCell(running, { workload: 'refresh', connections: 32, grants, rounds: swept, sweeping: true })]
}
