import type { Contender, WorkloadName } from './contenders/contender.ts'
import type { Databases } from './databases.ts'
import { describeMachine } from './describe-machine.ts'
import { measureStoredBytes } from './measure-stored-bytes.ts'
import type { Options } from './options.ts'
import { megabytes } from './report/numbers.ts'
import { readResults, saveResults } from './results/result-file.ts'
import type { ContenderFacts, ResultPart, RunFacts } from './results/results.ts'
import { runWorkload } from './run-rounds.ts'
import { type RunningContender, startContender } from './running-contender.ts'

/** The number of operations before stored bytes are counted. */
const STORED_COUNT = 3000

/** Measures the contenders in every workload, and saves each result immediately. */
export async function runMatrix(
  contenders: readonly Contender[],
  databases: Databases,
  options: Options,
): Promise<readonly ResultPart[]> {
  const found: ResultPart[] = []
  const keep = (parts: readonly ResultPart[]) => {
    found.push(...parts)
    if (options.save) saveResults(parts)
  }
  const running: RunningContender[] = []
  try {
    for (const contender of contenders) running.push(await startContender(contender, databases))
    keep([toRunFacts(options, databases), ...running.map(toFacts)])
    if (options.workloads.includes('code_flow') && options.save) keep(await measureStored(running))
    for (const workload of options.workloads) {
      if (options.resume && isDone(workload, contenders, options)) continue
      keep(await runWorkload(workload, running, options))
    }
    return found
  } finally {
    await Promise.all(running.map((each) => each.stop()))
  }
}

function toRunFacts({ rounds, seconds }: Options, { postgresVersion }: Databases): RunFacts {
  return {
    part: 'run',
    at: new Date().toISOString(),
    machine: describeMachine(),
    node: process.versions.node,
    postgres: postgresVersion ?? '',
    rounds,
    seconds,
  }
}

function toFacts({ contender, notes, idleMemory }: RunningContender): ContenderFacts {
  const { name, title, database, leftOut } = contender
  const memory = idleMemory === undefined ? {} : { idleMemory }
  console.log(`${title}: ready, ${megabytes(idleMemory)}`)
  return { part: 'contender', contender: name, title, database, notes, leftOut, ...memory }
}

async function measureStored(running: readonly RunningContender[]): Promise<readonly ResultPart[]> {
  const parts: ResultPart[] = []
  for (const each of running.filter(({ contender }) => !contender.name.startsWith('limit'))) {
    for (const kind of ['client_credentials', 'grant'] as const) {
      const stored = await measureStoredBytes(each, kind, STORED_COUNT)
      if (stored === undefined) continue
      console.log(
        `stored for each ${kind}: ${stored.contender.padEnd(18)} ${stored.packed.toFixed(0)} bytes packed, ${stored.asLeft.toFixed(0)} as left`,
      )
      parts.push(stored)
    }
  }
  return parts
}

/** True if every contender with the workload was measured in it, with as many rounds. */
function isDone(
  workload: WorkloadName,
  contenders: readonly Contender[],
  { connections, rounds }: Options,
): boolean {
  const parts = readResults()
  const able = contenders.filter(({ workloads }) => workloads[workload] !== undefined)
  return connections.every((count) =>
    able.every(({ name }) =>
      parts.some(
        (part) =>
          part.part === 'cell' &&
          part.workload === workload &&
          part.connections === count &&
          part.contender === name &&
          part.rounds.length === rounds &&
          Date.now() - Date.parse(part.at) < STALE_MILLISECONDS,
      ),
    ),
  )
}

const STALE_MILLISECONDS = 6 * 3600 * 1000
