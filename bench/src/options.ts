import { parseArgs } from 'node:util'
import { WORKLOADS, type WorkloadName } from './contenders/contender.ts'
import { MAX_CONNECTIONS } from './fixtures.ts'

export interface Options {
  readonly kind: 'matrix' | 'growth' | 'report' | 'quick'
  /** Names of contenders; all of them if empty. */
  readonly only: readonly string[]
  readonly workloads: readonly WorkloadName[]
  readonly connections: readonly number[]
  readonly rounds: number
  /** Seconds of one measurement. */
  readonly seconds: number
  /** Writes the results to docs/reference. */
  readonly save: boolean
  /** Skips workloads that were saved within the last hours. */
  readonly resume: boolean
  /** Numbers of grants for `growth`. */
  readonly grants: readonly number[]
  /** A server that is reached by its URL. */
  readonly remote: RemoteServer | undefined
}

export interface RemoteServer {
  readonly name: string
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  readonly scope: string | undefined
}

export const HELP = `npm run bench -- [options]

Without options: the whole matrix (some 20 minutes); docs/reference/bench.md, bench.svg and bench.jsonl are written.

  --only a,b            these contenders
  --workload a,b        these workloads: ${WORKLOADS.join(', ')}
  --connections 1,32    connections at once (up to ${MAX_CONNECTIONS}); default 1,32,256
  --rounds 3            times that each contender is measured, in rotating order
  --seconds 1.2         how long each time
  --save                writes the results also when only a part was measured; the other parts stay as they are
  --resume              goes on with a run that was interrupted: leaves out workloads saved within six hours
  --report              measures nothing, and writes bench.md and bench.svg from bench.jsonl
  --growth              measures latency among many grants instead, and saves it (some 15 minutes, 12 GB in the temporary folder)
  --grants 1000,100000  for --growth; default 1000,100000,10000000
  --quick               one round of 0.2 seconds of one contender: does the bench work? And is the report what bench.jsonl says?
  --url NAME=URL        adds the server of this issuer, as far as it can be asked by URL alone, with
  --url-client ID:SECRET  (client_secret_basic, client_credentials) and, where it needs one,
  --url-scope SCOPE
`

const text = { type: 'string' } as const
const flag = { type: 'boolean' } as const
const flags = {
  only: text,
  workload: text,
  connections: text,
  rounds: text,
  seconds: text,
  save: flag,
  resume: flag,
  report: flag,
  growth: flag,
  grants: text,
  quick: flag,
  url: text,
  'url-client': text,
  'url-scope': text,
  help: flag,
} as const

type Values = ReturnType<typeof parseValues>

export function readOptions(parameters: readonly string[]): Options | 'help' {
  const values = parseValues(parameters)
  if (values.help) return 'help'
  return values.quick ? quick(toOptions(values), values) : toOptions(values)
}

function parseValues(parameters: readonly string[]) {
  return parseArgs({ args: [...parameters], options: flags }).values
}

function toOptions(values: Values): Options {
  const isPart = values.only ?? values.workload ?? values.connections ?? values.url
  return {
    kind: values.report ? 'report' : values.growth ? 'growth' : 'matrix',
    only: listOf(values.only),
    workloads: readWorkloads(listOf(values.workload)),
    connections: listOf(values.connections ?? '1,32,256').map(readConnections),
    rounds: readNumber('--rounds', values.rounds ?? '3'),
    seconds: readNumber('--seconds', values.seconds ?? '1.2'),
    save: values.save ?? isPart === undefined,
    resume: values.resume ?? false,
    grants: listOf(values.grants ?? '1000,100000,10000000').map((each) => readNumber('--grants', each)),
    remote: readRemote(values),
  }
}

function quick(options: Options, { only, connections, save }: Values): Options {
  return {
    ...options,
    kind: 'quick',
    only: only === undefined ? ['latchkey-sqlite'] : options.only,
    connections: connections === undefined ? [2] : options.connections,
    rounds: 1,
    seconds: 0.2,
    save: save ?? false,
  }
}

function readRemote(values: Values): RemoteServer | undefined {
  if (values.url === undefined) return undefined
  const [, name, issuer] = /^([\w.-]+)=(https?:\/\/.+)$/.exec(values.url) ?? []
  if (name === undefined || issuer === undefined)
    throw new Error('--url is written NAME=https://issuer.example')
  const client = values['url-client'] ?? ''
  const colon = client.indexOf(':')
  if (colon < 1) throw new Error('--url needs --url-client ID:SECRET')
  const [clientId, clientSecret] = [client.slice(0, colon), client.slice(colon + 1)]
  return { name, issuer: issuer.replace(/\/$/, ''), clientId, clientSecret, scope: values['url-scope'] }
}

function listOf(list: string | undefined): readonly string[] {
  return list === undefined ? [] : list.split(',').map((each) => each.trim())
}

function readWorkloads(names: readonly string[]): readonly WorkloadName[] {
  const unknown = names.filter((name) => !WORKLOADS.some((workload) => workload === name))
  if (unknown.length > 0) {
    throw new Error(`No such workload: ${unknown.join(', ')}. There are: ${WORKLOADS.join(', ')}`)
  }
  return names.length === 0 ? WORKLOADS : WORKLOADS.filter((workload) => names.includes(workload))
}

function readNumber(name: string, written: string): number {
  const value = Number(written)
  if (Number.isFinite(value) && value > 0) return value
  throw new Error(`${name} must be a number above 0, not ${written}`)
}

function readConnections(written: string): number {
  const count = readNumber('--connections', written)
  if (Number.isInteger(count) && count <= MAX_CONNECTIONS) return count
  throw new Error(`--connections must be whole numbers of at most ${MAX_CONNECTIONS}, not ${written}`)
}
