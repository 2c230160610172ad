import type { WorkloadName } from '../contenders/contender.ts'
import { median } from '../load/summarize.ts'
import { type Comparison, compare, cpuRatio, medianOf } from '../results/ratios.ts'
import type { GrowthCell, ResultPart } from '../results/results.ts'
import { megabytes, percent, short, times } from './numbers.ts'

export interface Target {
  readonly wanted: string
  /** The result, in words. */
  readonly found: string
  /** The same in CPU seconds of server and database, which other programs on the machine affect less. */
  readonly byCpu?: string
  readonly verdict: 'reached' | 'not reached' | 'partly' | 'not measured'
}

/** The targets of Latchkey, and whether these numbers reach them. */
export function judgeTargets(parts: readonly ResultPart[]): readonly Target[] {
  const comparison = compare(parts)
  const against = (rival: string, workload: WorkloadName, least: number, ours: readonly string[]) =>
    ours.map((name) => judgeSpeed(comparison, { rival, workload, least, name }))
  const both = ['latchkey-sqlite', 'latchkey-postgres']
  return [
    ...against('limit', 'client_credentials_es256', 0.8, both),
    ...against('oidc-provider', 'client_credentials_es256', 3, both),
    ...against('oidc-provider', 'refresh', 4, ['latchkey-postgres']),
    ...against('oidc-provider', 'code_flow', 4, ['latchkey-postgres']),
    ...against('oidc-provider', 'introspection', 3, ['latchkey-postgres']),
    ...both.flatMap((name) => judgeMemory(parts, name)),
    ...both.flatMap((name) => judgeStored(parts, name)),
    ...both.flatMap((name) => judgeGrowth(parts, name)),
  ]
}

const names: Readonly<Record<string, string>> = {
  limit: 'the limit',
  client_credentials_es256: 'client_credentials with ES256',
  code_flow: 'code flow',
  refresh: 'refresh',
  introspection: 'introspection',
  'latchkey-sqlite': 'SQLite',
  'latchkey-postgres': 'PostgreSQL',
}

function nameOf(name: string): string {
  return names[name] ?? name
}

function judgeSpeed(
  { cells, find, ratio }: Comparison,
  of: {
    readonly rival: string
    readonly workload: WorkloadName
    readonly least: number
    readonly name: string
  },
): Target {
  const { rival, workload, least, name } = of
  const counts = [...new Set(cells.map((cell) => cell.connections))].sort((one, other) => one - other)
  const found = counts.flatMap((connections) => {
    const [ours, theirs] = [find(workload, connections, name), find(workload, connections, rival)]
    const value = ratio(ours, theirs)
    return value === undefined ? [] : [{ connections, value, cpu: cpuRatio(theirs, ours) }]
  })
  const write = least < 1 ? percent : times
  const goal =
    least < 1 ? `at least ${percent(least)} of ${nameOf(rival)}` : `at least ${least} times ${nameOf(rival)}`
  return {
    wanted: `${nameOf(workload)}, ${nameOf(name)}: ${goal}`,
    found: found.map(({ connections, value }) => `${write(value)} at ${connections}`).join(', '),
    byCpu: found.map(({ connections, cpu }) => `${write(cpu)} at ${connections}`).join(', '),
    verdict: verdictOf(found.map(({ value }) => value >= least)),
  }
}

function verdictOf(reached: readonly boolean[]): Target['verdict'] {
  if (reached.length === 0) return 'not measured'
  if (reached.every(Boolean)) return 'reached'
  return reached.some(Boolean) ? 'partly' : 'not reached'
}

function judgeMemory(parts: readonly ResultPart[], name: string): readonly Target[] {
  const idle = parts.find((part) => part.part === 'contender' && part.contender === name)
  const idleMemory = idle?.part === 'contender' ? idle.idleMemory : undefined
  const loaded = maxMemory(parts, name)
  const target = (state: string, most: number, bytes: number | undefined): Target => ({
    wanted: `memory ${state}, ${nameOf(name)}: under ${most} MB`,
    found: megabytes(bytes),
    verdict: bytes === undefined ? 'not measured' : bytes < most * 1e6 ? 'reached' : 'not reached',
  })
  return [target('idle', 100, idleMemory), target('under load', 200, loaded)]
}

/** The largest memory of a contender's server at the end of any measurement. */
export function maxMemory(parts: readonly ResultPart[], name: string): number | undefined {
  const cells = compare(parts).cells.filter((cell) => cell.contender === name)
  const values = cells.flatMap((cell) => medianOf(cell, 'memory') ?? [])
  return values.length === 0 ? undefined : Math.max(...values)
}

function judgeStored(parts: readonly ResultPart[], name: string): readonly Target[] {
  const stored = (kind: 'grant' | 'client_credentials') =>
    parts.find((part) => part.part === 'stored' && part.contender === name && part.kind === kind)
  const [token, grant] = [stored('client_credentials'), stored('grant')]
  if (token?.part !== 'stored' || grant?.part !== 'stored') return []
  return [
    {
      wanted: `stored for a client_credentials token, ${nameOf(name)}: nothing`,
      found: `${short(Math.max(0, token.packed))} bytes`,
      verdict: token.packed < 1 ? 'reached' : 'not reached',
    },
    {
      wanted: `stored for a grant, ${nameOf(name)}: at most 500 bytes`,
      found: `${short(grant.asLeft)} bytes`,
      verdict: grant.asLeft <= 500 ? 'reached' : 'not reached',
    },
  ]
}

/** With the most and the fewest grants: the ratio of the medians of p50. */
function judgeGrowth(parts: readonly ResultPart[], name: string): readonly Target[] {
  const cells = parts.filter(
    (part): part is GrowthCell => part.part === 'growth' && part.contender === name && !part.sweeping,
  )
  const counts = cells.map(({ grants }) => grants)
  const [fewest, most] = [Math.min(...counts), Math.max(...counts)]
  return (['refresh', 'introspection'] as const).flatMap((workload) => {
    const ratios = cells.flatMap((cell) => {
      if (cell.workload !== workload || cell.grants !== most) return []
      const small = cells.find(
        (other) =>
          other.workload === workload && other.grants === fewest && other.connections === cell.connections,
      )
      return small === undefined ? [] : [{ connections: cell.connections, value: ratioOfP50(cell, small) }]
    })
    if (ratios.length === 0) return []
    return [
      {
        wanted: `latency of ${workload} among ${most.toLocaleString('en')} grants, ${nameOf(name)}: within 1.2 times that among ${fewest.toLocaleString('en')}`,
        found: ratios.map(({ connections, value }) => `${value.toFixed(2)}× at ${connections}`).join(', '),
        verdict: verdictOf(ratios.map(({ value }) => value <= 1.2)),
      },
    ]
  })
}

function ratioOfP50(large: GrowthCell, small: GrowthCell): number {
  return median(large.rounds.map((round, index) => round.p50 / (small.rounds[index]?.p50 ?? Number.NaN)))
}
