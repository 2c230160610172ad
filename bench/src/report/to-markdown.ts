import { WORKLOADS, type WorkloadName } from '../contenders/contender.ts'
import { compare, fasterSigning, medianOf, perSecond } from '../results/ratios.ts'
import type { Cell, ResultPart, RunFacts } from '../results/results.ts'
import { growthSection } from './growth-section.ts'
import { contendersOf, titleOf, workloadTexts } from './names.ts'
import { megabytes, percent, short, table, times } from './numbers.ts'
import { judgeTargets, maxMemory } from './targets.ts'

/** The report: first the targets, then every number with notes on the differences. */
export function toMarkdown(parts: readonly ResultPart[]): string {
  const sections = [
    introduction(parts),
    targetSection(parts),
    ...WORKLOADS.flatMap((workload) => workloadSection(parts, workload)),
    memorySection(parts),
    growthSection(parts),
    differences(parts),
    method(),
  ]
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`
}

function introduction(parts: readonly ResultPart[]): string {
  const run = parts.find((part): part is RunFacts => part.part === 'run')
  const where =
    run === undefined
      ? ''
      : `Measured on ${run.at.slice(0, 10)}: ${run.machine}, Node ${run.node}, PostgreSQL ${run.postgres}. ${run.rounds} rounds of ${run.seconds} seconds each.`
  return `<!-- Written by \`npm run bench\`; change bench/src/report instead. -->

# How fast Latchkey is

![Operations per second of each contender in each workload, at 32 connections, as bars](bench.svg)

${where}

The machine is small, shared and noisy: the load generator, the server and PostgreSQL share two cores, and other programs run beside
them. So an absolute number says little, and the same number on your machine will be another. **What counts are the ratios**: all
contenders take turns within seconds of each other, each ratio is taken within one round, and the median over the rounds is what you
read. \`npm run bench\` makes all of it again on yours.`
}

function targetSection(parts: readonly ResultPart[]): string {
  const rows = judgeTargets(parts).map(({ wanted, found, byCpu, verdict }) => [
    wanted,
    found || '–',
    byCpu || '–',
    verdict,
  ])
  return `## What we set out to reach

The numbers behind "at" are connections. "Partly" means at some numbers of connections, and not at others. "By CPU" compares the CPU
seconds of server and database together for the same work: the load generator takes its share of the two cores whoever is measured, and
so operations per second differ less than what they cost.

${table(['target', 'measured', 'the same by CPU', 'verdict'], rows)}`
}

function workloadSection(parts: readonly ResultPart[], workload: WorkloadName): readonly string[] {
  const { cells } = compare(parts)
  const rows = cells
    .filter((cell) => cell.workload === workload)
    .toSorted((one, other) => one.connections - other.connections)
    .map((cell) => toRow(parts, cell))
  if (rows.length === 0) return []
  const { title, operation } = workloadTexts[workload]
  const head = [
    'contender',
    'connections',
    'per second',
    'oidc-provider’s',
    'the limit’s',
    'p50 ms',
    'p99 ms',
  ]
  const costs = ['CPU s per 1,000', 'database CPU s per 1,000', 'memory']
  const leftOut = contendersOf(parts).flatMap((facts) => {
    const reason = facts.leftOut[workload]
    return reason === undefined ? [] : [`- ${facts.title} is not here: ${reason}`]
  })
  return [
    [
      `## ${title}\n\n${operation}`,
      table([...head, ...costs], rows),
      ...signingNote(parts, cells, workload),
      leftOut.join('\n'),
    ]
      .filter((each) => each !== '')
      .join('\n\n'),
  ]
}

function toRow(parts: readonly ResultPart[], cell: Cell): readonly string[] {
  const { workload, connections, contender } = cell
  const { find, ratio } = compare(parts)
  const refused = medianOf(cell, 'refused') ?? 0
  return [
    titleOf(parts, contender),
    String(connections),
    (isGeneratorBusy(cell) ? '≥ ' : '') +
      short(perSecond(cell)) +
      (refused > 0 ? ` (and ${short(refused)} refused with 503)` : ''),
    times(ratio(cell, find(workload, connections, 'oidc-provider'))),
    percent(ratio(cell, find(workload, connections, 'limit'))),
    short(medianOf(cell, 'p50')),
    short(medianOf(cell, 'p99')),
    short(medianOf(cell, 'serverCpu')),
    short(medianOf(cell, 'databaseCpu')),
    megabytes(medianOf(cell, 'memory')),
  ]
}

/** True if the load generator was the bottleneck. */
function isGeneratorBusy(cell: Cell): boolean {
  return (medianOf(cell, 'generatorLoad') ?? 0) > 0.9
}

function signingNote(
  parts: readonly ResultPart[],
  cells: readonly Cell[],
  workload: WorkloadName,
): readonly string[] {
  const limits = cells.filter((cell) => cell.contender === 'limit' && cell.workload === workload)
  const ways = limits.flatMap((cell) => {
    const way = fasterSigning(parts, cell)
    return way === undefined ? [] : [`${way} at ${cell.connections}`]
  })
  return ways.length === 0 ? [] : [`The limit signs ${ways.join(', ')} connections: that was the faster way.`]
}

function memorySection(parts: readonly ResultPart[]): string {
  const stored = (name: string, kind: 'grant' | 'client_credentials') => {
    const found = parts.find(
      (part) => part.part === 'stored' && part.contender === name && part.kind === kind,
    )
    return found?.part === 'stored' ? found : undefined
  }
  const rows = contendersOf(parts).map(({ contender, title, idleMemory }) => {
    const [token, grant] = [stored(contender, 'client_credentials'), stored(contender, 'grant')]
    return [
      title,
      megabytes(idleMemory),
      megabytes(maxMemory(parts, contender)),
      short(token && Math.max(0, token.packed)),
      short(grant?.asLeft),
      short(grant?.packed),
    ]
  })
  const head = [
    'contender',
    'memory idle',
    'memory, most under load',
    'bytes per client_credentials token',
    'bytes per grant',
    'bytes per grant, packed',
  ]
  return `## Memory, and what is stored

Memory is what the server's process has resident: before its first request, and the most at the end of any measurement. Latchkey runs
as \`latchkey start\`; the others and the limit are TypeScript files that Node runs, which takes them some megabytes more at the start.

Bytes are counted after 3,000 operations on a fresh database, tables with all their indexes: as they are after a \`VACUUM\`, with the
room that is left in pages, and packed by \`VACUUM FULL\` (SQLite has no second number). Codes that were redeemed are deleted before, as
a well-kept deployment does. A grant is what one run through the code flow leaves behind.

${table(head, rows)}`
}

function differences(parts: readonly ResultPart[]): string {
  const lists = contendersOf(parts).map(
    ({ title, notes }) => `### ${title}\n\n${notes.map((note) => `- ${note}`).join('\n')}`,
  )
  return `## What differs

All speak plain HTTP/1.1 on the loopback interface to the same load generator, run with \`NODE_ENV=production\` in one process, have at
most ten connections to PostgreSQL, know the same client by HTTP Basic, the same people, and sign with keys of the same kind. Their
access tokens carry the same claims but for what is said here.

${lists.join('\n\n')}`
}

function method(): string {
  return `## How it is measured

- Each contender's server is a process of its own with a database of its own, and so is the load generator that asks it (undici,
  connections kept alive, no pipelining, one request at a time on each). A connection does one operation after the other.
- Every answer is checked: status, tokens, the algorithm in the JWT's header, that a refresh token is a new one. One wrong answer ends
  the run. A 503 is counted apart and never as an operation.
- Before a workload is measured every contender does it for a second; before each measurement the connections run in for a quarter of
  one. Then all contenders take turns, and each round begins with another one. Numbers are medians over the rounds.
- Operations count that end within the measured time. Latency runs from before the first request of an operation to after its last
  answer was checked. p99 is of each round.
- A number with ≥ is at least that: there the load generator itself was busy all the time, and could not ask faster.
- A client that is refused with 503 comes back after as many seconds as \`Retry-After\` says.
- Memory is the server's resident memory at the end of the measurement. Contenders are not started anew for each workload.
- CPU is user and system time of all threads, for 1,000 operations, from the kernel's accounts, with all of PostgreSQL's processes in
  the second number.
- PostgreSQL waits for the disk at each commit (\`fsync\`, \`full_page_writes\` and \`synchronous_commit\` on; \`shared_buffers\` 1 GB,
  \`max_wal_size\` 4 GB, otherwise its defaults). SQLite does too (WAL, \`synchronous=FULL\`).
- The raw numbers are in [bench.jsonl](bench.jsonl), one measurement in a line.`
}
