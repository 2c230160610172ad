/**
 * Copies what tsc does not emit (style sheets, scripts, pictures) from src to dist. Run in the package's
 * folder by its build.
 */
import { cpSync, existsSync, readdirSync, rmSync } from 'node:fs'
import { extname, join } from 'node:path'

/** JSON is emitted by tsc, because the sources import it. */
const compiled = new Set(['.ts', '.tsx', '.json'])

if (!existsSync('src')) throw new Error('run this in the folder of a package: there is no src here')
for (const entry of readdirSync('src', { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || compiled.has(extname(entry.name))) continue
  const source = join(entry.parentPath, entry.name)
  cpSync(source, source.replace(/^src/, 'dist'))
}

removeStaleOutput()

/** The output of a source that was moved or deleted must not stay in the package. */
function removeStaleOutput(): void {
  for (const entry of readdirSync('dist', { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || entry.name === '.tsbuildinfo') continue
    const output = join(entry.parentPath, entry.name)
    if (!sourcesOf(output).some((source) => existsSync(source))) rmSync(output)
  }
}

function sourcesOf(output: string): readonly string[] {
  const source = output.replace(/^dist/, 'src')
  const stem = source.replace(/(\.d\.ts|\.js)(\.map)?$/, '')
  return [source, `${stem}.ts`, `${stem}.tsx`]
}
