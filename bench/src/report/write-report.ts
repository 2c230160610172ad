import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { pictureFile, readResults, reportFile } from '../results/result-file.ts'
import { drawPicture } from './draw-picture.ts'
import { toMarkdown } from './to-markdown.ts'

/** The number of connections that the picture shows: a busy server, and none that drowns. */
const PICTURE_CONNECTIONS = 32

/** Writes the report and the picture from the saved results. */
export function writeReport(): void {
  const parts = readResults()
  mkdirSync(dirname(reportFile), { recursive: true })
  writeFileSync(reportFile, toMarkdown(parts))
  writeFileSync(pictureFile, drawPicture(parts, PICTURE_CONNECTIONS))
  console.log('\nWritten: docs/reference/bench.md, bench.svg, bench.jsonl')
}
