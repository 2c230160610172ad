import { spawnSync } from 'node:child_process'
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'

const packageFolder = join(import.meta.dirname, '..', '..')
const guides = ['embed.md', 'extend.md', 'scaling.md']
  .map((name) => readFileSync(join(packageFolder, '..', '..', 'docs', 'guides', name), 'utf8'))
  .join('\n')
const blocks = [...guides.matchAll(/^```ts\n\/\/ (\S+)\n([\s\S]*?)^```$/gm)]

mkdirSync(join(packageFolder, 'test-results'), { recursive: true })
const folder = mkdtempSync(join(packageFolder, 'test-results', 'guides-'))
afterAll(() => rmSync(folder, { recursive: true }))

function writeProject(): void {
  for (const [, file = '', code = ''] of blocks) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), code)
  }
  const paths = { latchkey: ['../../src/index.ts'], 'latchkey/node': ['../../src/adapters/node.ts'] }
  const files = blocks.map(([, file]) => file)
  const project = { extends: '../../tsconfig.json', compilerOptions: { paths }, files, include: [] }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(project))
}

/** What the compiler says of the guide's code; errors of our own sources are another test's. */
function compile(): readonly string[] {
  const manifest = createRequire(import.meta.url).resolve('typescript/package.json')
  const compiler = join(dirname(manifest), JSON.parse(readFileSync(manifest, 'utf8')).bin.tsc)
  const run = spawnSync(process.execPath, [compiler, '-p', folder, '--pretty', 'false'], {
    cwd: folder,
    encoding: 'utf8',
  })
  if (run.error) throw run.error
  return run.stdout.split('\n').filter((line) => /^\S.*error TS/.test(line) && !line.startsWith('../'))
}

describe('the guides to embedding, extending and scaling', () => {
  it('names the file of every block of code', () => {
    expect(blocks.length).toBe(guides.match(/^```ts$/gm)?.length)
    expect(new Set(blocks.map(([, file]) => file)).size).toBe(blocks.length)
  })

  it('has only code that compiles', () => {
    writeProject()
    expect(globSync('**/*.ts', { cwd: folder }).length).toBeGreaterThan(5)
    expect(compile()).toEqual([])
  })
})
