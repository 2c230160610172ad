/**
 * Removes the output of sources that were moved or deleted: it must not stay in the package. Run in the
 * package's folder by its build.
 */
import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'

if (!existsSync('src')) throw new Error('run this in the folder of a package: there is no src here')
for (const entry of readdirSync('dist', { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || entry.name === '.tsbuildinfo') continue
  const output = join(entry.parentPath, entry.name)
  if (!sourcesOf(output).some((source) => existsSync(source))) rmSync(output)
}

function sourcesOf(output: string): readonly string[] {
  const source = output.replace(/^dist/, 'src')
  const stem = source.replace(/(\.d\.ts|\.js)(\.map)?$/, '')
  // What tsc copies as it is, such as JSON, has its own name.
  return [source, `${stem}.ts`, `${stem}.tsx`].filter((file) => !/\.(?:css|js)$/.test(file))
}
