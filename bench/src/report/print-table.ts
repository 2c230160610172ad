import { compare, perSecond } from '../results/ratios.ts'
import type { ResultPart } from '../results/results.ts'
import { percent, short, times } from './numbers.ts'

/** Prints the results to the terminal. */
export function printTable(parts: readonly ResultPart[]): void {
  const { cells, find, ratio } = compare(parts)
  if (cells.length === 0) return
  console.log(
    `\n${row('workload', 'connections', 'contender', 'per second', 'vs oidc-provider', 'of the limit')}`,
  )
  for (const cell of cells) {
    const { workload, connections, contender } = cell
    const peer = ratio(cell, find(workload, connections, 'oidc-provider'))
    const limit = ratio(cell, find(workload, connections, 'limit'))
    console.log(
      row(workload, String(connections), contender, short(perSecond(cell)), times(peer), percent(limit)),
    )
  }
}

function row(...cells: readonly string[]): string {
  const widths = [26, 12, 18, 12, 17, 13]
  return cells
    .map((cell, index) => (index === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[index] ?? 0)))
    .join('')
}
