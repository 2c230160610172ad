import type { WorkloadName } from '../contenders/contender.ts'
import { median } from '../load/summarize.ts'
import type { Cell, ResultPart } from './results.ts'

/** Finds what was measured, and compares it. */
export interface Comparison {
  readonly cells: readonly Cell[]
  find(workload: WorkloadName, connections: number, contender: string): Cell | undefined
  /** Operations per second relative to the other: the median of the ratios of each round. */
  ratio(of: Cell | undefined, to: Cell | undefined): number | undefined
}

/** The limit's two ways of signing are one contender here, with the faster one in each cell. */
export function compare(parts: readonly ResultPart[]): Comparison {
  const cells = takeFasterLimit(parts.filter((part): part is Cell => part.part === 'cell'))
  return {
    cells,
    find: (workload, connections, contender) =>
      cells.find(
        (cell) =>
          cell.workload === workload && cell.connections === connections && cell.contender === contender,
      ),
    ratio: (of, to) => {
      if (of === undefined || to === undefined) return undefined
      const ratios = of.rounds.flatMap((round, index) => {
        const other = to.rounds[index]
        return other === undefined ? [] : [round.perSecond / other.perSecond]
      })
      return ratios.length === 0 ? undefined : median(ratios)
    },
  }
}

function takeFasterLimit(cells: readonly Cell[]): readonly Cell[] {
  const isSame = (one: Cell, other: Cell) =>
    one.workload === other.workload && one.connections === other.connections
  const offLoop = cells.filter(({ contender }) => contender === 'limit-off-loop')
  return cells
    .filter(({ contender }) => contender !== 'limit-off-loop')
    .map((cell) => {
      const other = cell.contender === 'limit' ? offLoop.find((each) => isSame(each, cell)) : undefined
      return other !== undefined && perSecond(other) > perSecond(cell)
        ? { ...other, contender: 'limit' }
        : cell
    })
}

/** The way of signing that the limit's number comes from. */
export function fasterSigning(
  parts: readonly ResultPart[],
  { workload, connections }: Cell,
): string | undefined {
  const of = (name: string) =>
    parts.find(
      (part): part is Cell =>
        part.part === 'cell' &&
        part.contender === name &&
        part.workload === workload &&
        part.connections === connections,
    )
  const [on, off] = [of('limit'), of('limit-off-loop')]
  if (on === undefined || off === undefined) return undefined
  return perSecond(off) > perSecond(on) ? 'off the loop' : 'on the loop'
}

export function perSecond({ rounds }: Pick<Cell, 'rounds'>): number {
  return median(rounds.map((round) => round.perSecond))
}

export function medianOf(
  { rounds }: Pick<Cell, 'rounds'>,
  member: 'p50' | 'p99' | 'serverCpu' | 'databaseCpu' | 'memory' | 'generatorLoad' | 'refused',
): number | undefined {
  const values = rounds.map((round) => round[member]).filter((value) => value !== undefined)
  return values.length === 0 ? undefined : median(values)
}

/** CPU per operation relative to the other, server and database together. */
export function cpuRatio(of: Cell | undefined, to: Cell | undefined): number | undefined {
  const [one, other] = [of, to].map(
    (cell) => cell && (medianOf(cell, 'serverCpu') ?? Number.NaN) + (medianOf(cell, 'databaseCpu') ?? 0),
  )
  const found = one === undefined || other === undefined ? Number.NaN : one / other
  return Number.isFinite(found) ? found : undefined
}
