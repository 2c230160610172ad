import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ResultPart } from './results.ts'

const referenceFolder = join(import.meta.dirname, '..', '..', '..', 'docs', 'reference')

/** The raw numbers: one part of the result per line, so that a part can be measured again by itself. */
const resultFile = join(referenceFolder, 'bench.jsonl')
export const reportFile = join(referenceFolder, 'bench.md')
export const pictureFile = join(referenceFolder, 'bench.svg')

export function readResults(): readonly ResultPart[] {
  if (!existsSync(resultFile)) return []
  const lines = readFileSync(resultFile, 'utf8').split('\n')
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line))
}

/** Replaces the same parts of earlier runs. */
export function saveResults(parts: readonly ResultPart[]): void {
  const kept = new Map(readResults().map((part) => [keyOf(part), part]))
  for (const part of parts) kept.set(keyOf(part), part)
  const lines = [...kept.values()].map((part) => JSON.stringify(part, toShortNumber))
  mkdirSync(referenceFolder, { recursive: true })
  writeFileSync(resultFile, `${lines.join('\n')}\n`)
}

function keyOf(part: ResultPart): string {
  if (part.part === 'cell') return [part.part, part.workload, part.connections, part.contender].join()
  if (part.part === 'contender') return [part.part, part.contender].join()
  if (part.part === 'stored') return [part.part, part.contender, part.kind].join()
  if (part.part === 'run') return part.part
  const { contender, workload, grants, connections, sweeping } = part
  return [part.part, contender, workload, grants, connections, sweeping].join()
}

/** Such a measurement has fewer than five significant digits. */
function toShortNumber(_: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(5)) : value
}
