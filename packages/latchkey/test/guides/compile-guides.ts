import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import connect from '../../../connect/package.json' with { type: 'json' }
import latchkey from '../../package.json' with { type: 'json' }
import type { Block } from './guide-blocks.ts'

const packageFolder = join(import.meta.dirname, '..', '..')

/** Writes each guide's code into a folder of its own. */
export function writeCode(folder: string, blocks: readonly Block[]): void {
  for (const block of blocks) {
    const file = join(folder, toPath(block))
    mkdirSync(dirname(file), { recursive: true })
    // Stands for the line that names the file: an error says the guide and the right line.
    writeFileSync(file, `// ${block.place}\n${block.code}`)
  }
}

/** What the compiler says of the guides' code; errors of our own sources are another test's. */
export function compile(folder: string, blocks: readonly Block[]): readonly string[] {
  const files = blocks.map(toPath)
  const compilerOptions = { paths: publicEntries(folder) }
  const project = { extends: join(packageFolder, 'tsconfig.json'), compilerOptions, files, include: [] }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(project))
  const run = spawnSync(process.execPath, [findCompiler(), '-p', folder, '--pretty', 'false'], {
    cwd: folder,
    encoding: 'utf8',
  })
  if (run.error) throw run.error
  return run.stdout.split('\n').filter((line) => /error TS/.test(line) && !line.startsWith('../'))
}

function toPath({ guide, file = '' }: Block): string {
  return join(guide, /\.\w+$/.test(file) ? file : `${file}.ts`)
}

/** Each public entry of both packages, and the source that it is built from. */
function publicEntries(folder: string): Record<string, string[]> {
  const entries = [
    ...entriesOf(latchkey, packageFolder),
    ...entriesOf(connect, join(packageFolder, '..', 'connect')),
  ]
  return Object.fromEntries(entries.map(([entry, source]) => [entry, [`./${relative(folder, source)}`]]))
}

function entriesOf(
  { name, exports }: { readonly name: string; readonly exports: object },
  sourceFolder: string,
): readonly (readonly [entry: string, source: string])[] {
  const targets = Object.entries<{ readonly types?: string }>({ ...exports })
  return targets.flatMap(([entry, { types }]) => {
    const source = types?.replace('./dist/', 'src/').replace(/\.d\.ts$/, '.ts')
    return source === undefined ? [] : [[`${name}${entry.slice(1)}`, join(sourceFolder, source)] as const]
  })
}

function findCompiler(): string {
  const file = createRequire(import.meta.url).resolve('typescript/package.json')
  const { bin } = createRequire(import.meta.url)(file)
  return join(dirname(file), bin.tsc)
}
