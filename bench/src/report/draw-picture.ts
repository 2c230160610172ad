import { WORKLOADS, type WorkloadName } from '../contenders/contender.ts'
import { compare, perSecond } from '../results/ratios.ts'
import type { ResultPart } from '../results/results.ts'
import { contendersOf, workloadTexts } from './names.ts'
import { short, times } from './numbers.ts'

/** Pixels. */
const WIDTH = 980
const MARGIN = 28
const HEAD = 84
const COLUMN = (WIDTH - 3 * MARGIN) / 2
const LABEL = 132
const BAR = 178
const ROW = 19
const THICKNESS = 12
const GROUP_HEAD = 30
const GROUP_GAP = 22

/** Follows the reader's light or dark setting, also if the picture is embedded in a page as an image. */
const STYLE = `
  text { font: 12px system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif; fill: #3d4450 }
  .ground { fill: #ffffff } .title { font-size: 19px; font-weight: 600; fill: #14181f }
  .lead { font-size: 13px } .group { font-size: 13px; font-weight: 600; fill: #14181f }
  .number { font-variant-numeric: tabular-nums } .ours-text { font-weight: 600; fill: #14181f }
  .ours { fill: #1d4ed8 } .peer { fill: #a3acba } .limit { fill: none; stroke: #6b7482; stroke-dasharray: 3 2 }
  .axis { stroke: #d5dae1 }
  @media (prefers-color-scheme: dark) {
    text { fill: #aab3c0 } .ground { fill: #0f1319 } .title, .group, .ours-text { fill: #eef1f5 }
    .ours { fill: #7aa2ff } .peer { fill: #596373 } .limit { stroke: #8b95a5 } .axis { stroke: #2b323d }
  }`

interface Bar {
  readonly title: string
  readonly perSecond: number
  readonly ratio: number | undefined
  readonly look: 'ours' | 'peer' | 'limit'
}

/** A picture for one number of connections: bars of operations per second, with a scale for each workload. */
export function drawPicture(parts: readonly ResultPart[], connections: number): string {
  const groups = WORKLOADS.flatMap((workload) => {
    const bars = barsOf(parts, workload, connections)
    return bars.length === 0 ? [] : [{ workload, bars }]
  })
  const half = Math.ceil(groups.length / 2)
  const columns = [groups.slice(0, half), groups.slice(half)]
  const heights = columns.map((column) => column.reduce((sum, { bars }) => sum + heightOf(bars), 0))
  const height = HEAD + Math.max(...heights) + MARGIN
  const title = 'Operations per second, compared with oidc-provider'
  const drawn = columns.flatMap((column, index) => drawColumn(column, MARGIN + index * (COLUMN + MARGIN)))
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-label="${title}">
<style>${STYLE}
</style>
<rect class="ground" width="${WIDTH}" height="${height}" rx="10"/>
<text class="title" x="${MARGIN}" y="40">${title}</text>
<text class="lead" x="${MARGIN}" y="62">At ${connections} connections on one machine. First how many times oidc-provider’s number, then the number itself; longer is faster.</text>
${drawn.join('\n')}
</svg>
`
}

function barsOf(parts: readonly ResultPart[], workload: WorkloadName, connections: number): readonly Bar[] {
  const { find, ratio } = compare(parts)
  const peer = find(workload, connections, 'oidc-provider')
  return contendersOf(parts).flatMap(({ contender, title }): readonly Bar[] => {
    const cell = find(workload, connections, contender)
    if (cell === undefined) return []
    const look = contender.startsWith('latchkey') ? 'ours' : contender === 'limit' ? 'limit' : 'peer'
    const label = look === 'peer' ? contender : title
    return [{ title: label, perSecond: perSecond(cell), ratio: ratio(cell, peer), look }]
  })
}

function heightOf(bars: readonly Bar[]): number {
  return GROUP_HEAD + bars.length * ROW + GROUP_GAP
}

function drawColumn(
  groups: readonly { readonly workload: WorkloadName; readonly bars: readonly Bar[] }[],
  left: number,
): readonly string[] {
  let top = HEAD
  return groups.map(({ workload, bars }) => {
    const drawn = drawGroup(workloadTexts[workload].title, bars, { left, top })
    top += heightOf(bars)
    return drawn
  })
}

function drawGroup(
  title: string,
  bars: readonly Bar[],
  { left, top }: { readonly left: number; readonly top: number },
): string {
  const longest = Math.max(...bars.map((bar) => bar.perSecond))
  const first = top + GROUP_HEAD
  const axis = left + LABEL
  return [
    `<text class="group" x="${left}" y="${top + 18}">${escapeXml(title)}</text>`,
    `<line class="axis" x1="${axis}" x2="${axis}" y1="${first - 2}" y2="${first + bars.length * ROW - 2}"/>`,
    ...bars.map((bar, index) => drawBar(bar, { left, top: first + index * ROW, longest })),
  ].join('\n')
}

function drawBar(
  { title, perSecond, ratio, look }: Bar,
  { left, top, longest }: { readonly left: number; readonly top: number; readonly longest: number },
): string {
  const length = Math.max(1, (perSecond / longest) * BAR)
  const start = left + LABEL
  const middle = top + THICKNESS - 2
  const text = look === 'ours' ? ' ours-text' : ''
  const number = `${ratio === undefined ? '' : `${times(ratio)}   `}${short(perSecond)}/s`
  return [
    `<text class="name${text}" x="${start - 8}" y="${middle}" text-anchor="end">${escapeXml(title)}</text>`,
    `<rect class="${look}" x="${start}" y="${top}" width="${length.toFixed(1)}" height="${THICKNESS}" rx="2"/>`,
    `<text class="number${text}" x="${(start + length + 7).toFixed(1)}" y="${middle}" xml:space="preserve">${number}</text>`,
  ].join('')
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}
