import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { basename } from 'node:path'
import { pictureFile, readResults, reportFile } from '../results/result-file.ts'
import { drawPicture } from './draw-picture.ts'
import { toMarkdown } from './to-markdown.ts'

/** The number of connections in the picture: servers are busy, but none is overloaded. */
const PICTURE_CONNECTIONS = 32

/** Writes the report and the picture from the saved results. */
export function writeReport(): void {
  for (const [file, text] of drawn()) writeFileSync(file, text)
  console.log('\nWritten: docs/reference/bench.md, bench.svg, bench.jsonl')
}

/** Throws when the report was edited by hand, or when the numbers changed without it. */
export function checkReport(): void {
  const stale = drawn().filter(([file, text]) => !existsSync(file) || readFileSync(file, 'utf8') !== text)
  if (stale.length === 0) return
  const names = stale.map(([file]) => basename(file)).join(' and ')
  throw new Error(`${names} in docs/reference: not what bench.jsonl says. Run: npm run bench -- --report`)
}

function drawn(): readonly (readonly [file: string, text: string])[] {
  const parts = readResults()
  if (parts.length === 0) return []
  return [
    [reportFile, toMarkdown(parts)],
    [pictureFile, drawPicture(parts, PICTURE_CONNECTIONS)],
  ]
}
