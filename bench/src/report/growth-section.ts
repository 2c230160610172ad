import { median } from '../load/summarize.ts'
import type { GrowthCell, ResultPart } from '../results/results.ts'
import { titleOf, workloadTexts } from './names.ts'
import { short, table } from './numbers.ts'

/** Latency among few and many grants, and while the sweeper is at work. */
export function growthSection(parts: readonly ResultPart[]): string {
  const cells = parts.filter((part): part is GrowthCell => part.part === 'growth')
  if (cells.length === 0) return ''
  const head = ['storage, workload', 'grants', 'connections', 'per second', 'p50 ms', 'p99 ms']
  const toRow = (cell: GrowthCell) => [
    `${titleOf(parts, cell.contender)}, ${workloadTexts[cell.workload].title.toLowerCase()}`,
    cell.grants.toLocaleString('en'),
    String(cell.connections),
    ...(['perSecond', 'p50', 'p99'] as const).map((member) =>
      short(median(cell.rounds.map((round) => round[member]))),
    ),
  ]
  const still = cells.filter(({ sweeping }) => !sweeping).map(toRow)
  const swept = cells.filter(({ sweeping }) => sweeping).map(toRow)
  return [
    `## Growth

Grants of so many were inserted as they would be after a year in service, a tenth as many accounts beside them. Each operation is about
a grant chosen at random among all of them, so that what is asked for is mostly not what was asked for just before. The servers of all
sizes run at once and take turns.`,
    table(head, still),
    ...(swept.length === 0
      ? []
      : [
          'While the sweeper deletes grants that have ended (it looks every minute, and deletes at most 500 rows at a time, in steps of some 5 ms with rests between them):',
          table(head, swept),
        ]),
  ].join('\n\n')
}
