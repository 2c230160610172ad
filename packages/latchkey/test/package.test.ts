import { execFileSync } from 'node:child_process'
import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, posix, resolve } from 'node:path'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { afterAll, describe, expect, test } from 'vitest'
import { packPackage } from './package/packed-package.ts'

const packageFolder = resolve(import.meta.dirname, '..')
const repositoryFolder = resolve(packageFolder, '..', '..')
const modules = join(repositoryFolder, 'node_modules')
const manifest = readJson(join(packageFolder, 'package.json'))
const subpaths = Object.keys(manifest.exports).filter((name) => name !== './package.json')
const entryNames = subpaths.map((name) => posix.join('latchkey', name))

/** Reads what `npm run build` has left in `dist`. */
const packed = packPackage(packageFolder, modules)
afterAll(() => packed.remove())

describe('what is packed', () => {
  test('is the built code, the command, the licence and the read-me, and nothing else', () => {
    const expected =
      /^(?:dist\/.+\.(?:js|d\.ts|js\.map|json|css|svg)|bin\/latchkey\.js|package\.json|README\.md|LICENSE)$/
    expect(packed.files.filter((file) => !expected.test(file))).toEqual([])
    expect(packed.files).toEqual(
      expect.arrayContaining(['LICENSE', 'README.md', 'bin/latchkey.js', 'dist/index.js']),
    )
  })

  test('has every asset that the sources have', () => {
    const assets = globSync('**/*.*', { cwd: join(packageFolder, 'src') }).filter(
      (file) => !/\.tsx?$/.test(file),
    )
    const expected = assets.map((file) => `dist/${file.replaceAll('\\', '/')}`)
    expect(packed.files).toEqual(expect.arrayContaining(expected))
  })

  test('has source maps that carry their sources, since the sources are not there', () => {
    const maps = packed.files.filter((file) => file.endsWith('.map'))
    const incomplete = maps.filter((file) => {
      const { sources, sourcesContent } = readJson(join(packed.folder, file))
      return sources.length !== sourcesContent?.length || sourcesContent.includes(null)
    })
    expect(maps).not.toEqual([])
    expect(incomplete).toEqual([])
  })

  test('has the licence of the repository', () => {
    const read = (folder: string) => readFileSync(join(folder, 'LICENSE'), 'utf8')
    expect(read(packed.folder)).toBe(read(repositoryFolder))
  })

  test('passes publint without a warning', async () => {
    const options = { pkgDir: packed.folder, pack: false, strict: true, level: 'warning' } as const
    const { messages, pkg } = await publint(options)
    expect(messages.map((message) => formatMessage(message, pkg))).toEqual([])
  })

  test('has types that every module resolution for ES modules finds', () => {
    const command = join(
      createRequire(import.meta.url).resolve('@arethetypeswrong/cli/package.json'),
      '..',
      'dist',
      'index.js',
    )
    const parameters = [
      command,
      packed.tarball,
      '--profile',
      'esm-only',
      '--no-definitely-typed',
      '--format',
      'ascii',
    ]
    expect(() => run(parameters)).not.toThrow()
  })
})

describe('a stranger who installs it', () => {
  test('can import every public entry, and finds named exports only', () => {
    const script = `for (const name of ${JSON.stringify(entryNames)}) {
      const names = Object.keys(await import(name))
      if (names.length === 0 || names.includes('default')) throw new Error(name + ' exports ' + names)
    }`
    expect(() => run(['--input-type=module', '--eval', script])).not.toThrow()
  })

  test('cannot reach inside', () => {
    expect(() => run(['--input-type=module', '--eval', "await import('latchkey/dist/index.js')"])).toThrow(
      /ERR_PACKAGE_PATH_NOT_EXPORTED/,
    )
  })

  test('type-checks against it with every strict option, our declarations included', () => {
    const imports = entryNames.map((name, index) => `export * as entry${index} from '${name}'`)
    writeFileSync(join(packed.project, 'stranger.ts'), `${imports.join('\n')}\n`)
    writeFileSync(join(packed.project, 'tsconfig.json'), JSON.stringify(strangersConfiguration()))
    expect(() => run([join(modules, 'typescript', 'bin', 'tsc'), '-p', packed.project])).not.toThrow()
  })

  test('can run the command, which says the version', () => {
    expect(run([join(packed.folder, manifest.bin.latchkey), '--version']).trim()).toBe(manifest.version)
  })
})

describe('run-time dependencies', () => {
  test('are those of docs/decisions/0001, each with its reason', () => {
    const page = readFileSync(join(repositoryFolder, 'docs/decisions/0001-run-time-dependencies.md'), 'utf8')
    const rows = [...page.matchAll(/^\| `([^`]+)` \| ([^|]+) \| ([^|]+) \|$/gm)]
    expect(rows.filter(([, , purpose = '', reason = '']) => !purpose.trim() || !reason.trim())).toEqual([])
    expect(rows.map(([, name]) => name).sort()).toEqual(dependencies().sort())
  })

  test('need no install script, direct or indirect', () => {
    expect(
      installed()
        .filter(({ entry }) => entry.hasInstallScript)
        .map(({ name }) => name),
    ).toEqual([])
  })

  test('carry a licence that everybody may use', () => {
    const permissive = /^(?:MIT|ISC|BSD-[23]-Clause|Apache-2\.0|0BSD)$/
    const others = installed().filter(({ entry }) => !permissive.test(entry.license ?? ''))
    expect(others.map(({ name, entry }) => `${name}: ${entry.license}`)).toEqual([])
  })
})

interface LockEntry {
  readonly license?: string
  readonly hasInstallScript?: boolean
  readonly dependencies?: Readonly<Record<string, string>>
}

/** Those that are optional too. */
function dependencies(): string[] {
  return Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })
}

/** Everything that comes along with the package, by the lock file. */
function installed(): readonly { readonly name: string; readonly entry: LockEntry }[] {
  const lock: Readonly<Record<string, LockEntry>> = readJson(
    join(repositoryFolder, 'package-lock.json'),
  ).packages
  const names = new Set(dependencies())
  for (const name of names) {
    for (const next of Object.keys(lock[`node_modules/${name}`]?.dependencies ?? {})) names.add(next)
  }
  return [...names].map((name) => ({ name, entry: lock[`node_modules/${name}`] ?? {} }))
}

function strangersConfiguration(): object {
  return {
    compilerOptions: {
      noEmit: true,
      target: 'es2024',
      lib: ['es2024'],
      module: 'nodenext',
      strict: true,
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      skipLibCheck: false,
      types: ['node'],
      typeRoots: [join(modules, '@types')],
    },
    files: ['stranger.ts'],
  }
}

/** The output of a Node program; the error of a failed one holds what it wrote. */
function run(parameters: readonly string[]): string {
  try {
    return execFileSync(process.execPath, parameters, {
      cwd: packed.project,
      encoding: 'utf8',
      stdio: 'pipe',
    })
  } catch (error) {
    const { stdout, stderr } = error as { readonly stdout?: string; readonly stderr?: string }
    throw new Error(`${stdout ?? ''}${stderr ?? ''}`, { cause: error })
  }
}

function readJson(file: string) {
  return JSON.parse(readFileSync(file, 'utf8'))
}
