import { parseArgs } from 'node:util'
import { MOST_CONNECTIONS } from './cast.ts'
import { WORKLOADS, type WorkloadName } from './contenders/contender.ts'

export interface Options {
  /** Names of contenders; all of them if empty. */
  readonly only: readonly string[]
  readonly workloads: readonly WorkloadName[]
  readonly connections: readonly number[]
  readonly rounds: number
  /** Of one measurement. */
  readonly seconds: number
}

export const HELP = `npm run bench -- [options]

Without options: the whole matrix (some 20 minutes), then docs/reference/bench.md, bench.svg and bench.json are written.

  --only a,b            these contenders
  --workload a,b        these workloads: ${WORKLOADS.join(', ')}
  --connections 1,32    connections at once (up to ${MOST_CONNECTIONS}); default 1,32,256
  --rounds 3            times that each contender is measured, in rotating order
  --seconds 1.5         how long each time
`

export function readOptions(parameters: readonly string[]): Options | 'help' {
  const text = { type: 'string' } as const
  const flag = { type: 'boolean' } as const
  const { values } = parseArgs({
    args: [...parameters],
    options: {
      only: text,
      workload: text,
      connections: text,
      rounds: text,
      seconds: text,
      help: flag,
    },
  })
  if (values.help) return 'help'
  return {
    only: listOf(values.only),
    workloads: readWorkloads(listOf(values.workload)),
    connections: listOf(values.connections ?? '1,32,256').map(readConnections),
    rounds: readNumber('--rounds', values.rounds ?? '3'),
    seconds: readNumber('--seconds', values.seconds ?? '1.5'),
  }
}

function listOf(text: string | undefined): readonly string[] {
  return text === undefined ? [] : text.split(',').map((each) => each.trim())
}

function readWorkloads(names: readonly string[]): readonly WorkloadName[] {
  const unknown = names.filter((name) => !WORKLOADS.some((workload) => workload === name))
  if (unknown.length > 0)
    throw new Error(`No such workload: ${unknown.join(', ')}. There are: ${WORKLOADS.join(', ')}`)
  return names.length === 0 ? WORKLOADS : WORKLOADS.filter((workload) => names.includes(workload))
}

function readNumber(name: string, text: string): number {
  const value = Number(text)
  if (Number.isFinite(value) && value > 0) return value
  throw new Error(`${name} must be a number above 0, not ${text}`)
}

function readConnections(text: string): number {
  const count = readNumber('--connections', text)
  if (Number.isInteger(count) && count <= MOST_CONNECTIONS) return count
  throw new Error(`--connections must be whole numbers of at most ${MOST_CONNECTIONS}, not ${text}`)
}
