import { execFileSync } from 'node:child_process'
import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, posix, resolve } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { afterAll, describe, expect, test } from 'vitest'
import { clientMetadata } from '../src/protocol/clients/client-metadata.ts'
import { type Manifest, packPackage, replaceDependency } from './package/packed-package.ts'

const repositoryFolder = resolve(import.meta.dirname, '..', '..', '..')
const modules = join(repositoryFolder, 'node_modules')
const compiler = join(modules, 'typescript', 'bin', 'tsc')

/** Reads what `npm run build` has left in `dist`. */
const packed = { connect: pack('connect'), latchkey: pack('latchkey') }
const names = Object.keys(packed) as (keyof typeof packed)[]
/** Configurations with one unknown option each, by the type that should not have it. */
const mistakes = {
  FileConfiguration: 'mistake: 1',
  AccessTokenConfiguration: 'accessToken: { mistake: 1 }',
  AreasConfiguration: 'areas: { mistake: 1 }',
  BrandConfiguration: 'brand: { mistake: 1 }',
  LifetimesConfiguration: 'lifetimes: { mistake: 1 }',
  LimitsConfiguration: 'limits: { mistake: 1 }',
  OutboundConfiguration: 'outbound: { mistake: 1 }',
  TlsConfiguration: "tls: { cert: '', key: '', mistake: 1 }",
  ResourceConfiguration: "resources: [{ uri: '', scopes: {}, mistake: 1 }]",
  StatedClient: "clients: [{ clientId: '', mistake: 1 }]",
  NewAccount: "users: [{ username: '', mistake: 1 }]",
  'Accounts | BuiltInAccountsConfiguration': 'accounts: { mistake: 1 }',
}

afterAll(() => {
  for (const name of names) packed[name].remove()
})

function pack(name: string) {
  return packPackage(join(repositoryFolder, 'packages', name), modules)
}

describe.each(names)('what is packed of packages/%s', (name) => {
  const { files, folder, tarball, source, manifest } = packed[name]

  test('is the built code, the command, the licence and the read-me, and nothing else', () => {
    const expected =
      /^(?:dist\/.+\.(?:js|d\.ts|js\.map|json)|bin\/latchkey\.js|package\.json|README\.md|LICENSE)$/
    const commands = Object.values(manifest.bin ?? {}).map((file) => file.replace('./', ''))
    expect(files.filter((file) => !expected.test(file))).toEqual([])
    expect(files).toEqual(
      expect.arrayContaining(['LICENSE', 'README.md', ...commands, ...builtEntries(manifest)]),
    )
  })

  test('has the text of every other file of the sources in its code, as a bundle takes nothing else along', () => {
    const others = globSync('**/*.*', { cwd: join(source, 'src') }).filter((file) => !/\.tsx?$/.test(file))
    const code = files
      .filter((file) => /\.js(?:on)?$/.test(file))
      .map((file) => readFileSync(join(folder, file), 'utf8'))
    const missing = others.filter((file) => {
      const text = readFileSync(join(source, 'src', file), 'utf8')
      return !code.some((built) => built.includes(JSON.stringify(text)) || isSameJson(built, text))
    })
    expect(missing).toEqual([])
  })

  test('has source maps that carry their sources, since the sources are not there', () => {
    const maps = files.filter((file) => file.endsWith('.map'))
    const incomplete = maps.filter((file) => {
      const { sources, sourcesContent } = readJson(join(folder, file))
      return sources.length !== sourcesContent?.length || sourcesContent.includes(null)
    })
    expect(maps).not.toEqual([])
    expect(incomplete).toEqual([])
  })

  test('has the licence of the repository', () => {
    const read = (from: string) => readFileSync(join(from, 'LICENSE'), 'utf8')
    expect(read(folder)).toBe(read(repositoryFolder))
  })

  test('passes publint without a warning', async () => {
    const options = { pkgDir: folder, pack: false, strict: true, level: 'warning' } as const
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
    const options = ['--profile', 'esm-only', '--no-definitely-typed', '--format', 'ascii']
    expect(() => run(name, [command, tarball, ...options])).not.toThrow()
  })
})

describe.each(names)('a stranger who installs packages/%s', (name) => {
  const { project, manifest } = packed[name]

  test('can import every public entry, and finds named exports only', () => {
    const script = `for (const name of ${JSON.stringify(entryNames(manifest))}) {
      const names = Object.keys(await import(name))
      if (names.length === 0 || names.includes('default')) throw new Error(name + ' exports ' + names)
    }`
    expect(() => run(name, ['--input-type=module', '--eval', script])).not.toThrow()
  })

  test('cannot reach inside', () => {
    const [built = ''] = builtEntries(manifest)
    const script = `await import('${manifest.name}/${built}')`
    expect(() => run(name, ['--input-type=module', '--eval', script])).toThrow(
      /ERR_PACKAGE_PATH_NOT_EXPORTED/,
    )
  })

  test('type-checks against it with every strict option, our declarations included', () => {
    writeStranger(name)
    expect(() => run(name, [compiler, '-p', project])).not.toThrow()
  })
})

test('a stranger can run the command, which says the version', () => {
  const { folder, manifest } = packed.latchkey
  expect(run('latchkey', [join(folder, manifest.bin?.latchkey ?? ''), '--version']).trim()).toBe(
    manifest.version,
  )
})

test('a stranger with the oldest hono that we support type-checks against latchkey-connect', () => {
  // Its own declarations name types of browsers.
  writeStranger('connect', ['es2024', 'dom', 'dom.iterable'])
  replaceDependency(packed.connect, 'hono', join(modules, 'hono46'))
  expect(() => run('connect', [compiler, '-p', packed.connect.project])).not.toThrow()
})

test('the declarations of latchkey show each option with its sentence, and lead to nothing of zod', () => {
  writeStranger('latchkey')
  const files = run('latchkey', [compiler, '-p', packed.latchkey.project, '--listFilesOnly']).split('\n')
  expect(files.filter((file) => /node_modules\/zod\//.test(file))).toEqual([])
  const rows = linesBefore(/^(.*)\n {4}\w+: .*Option</gm, readDeclarations('latchkey', 'settings/*'))
  expect(rows.length).toBeGreaterThan(70)
  expect(rows.filter((before) => !before.endsWith('*/'))).toEqual([])
})

test('the declarations of latchkey show each member of a client with its sentence', () => {
  const members = readDeclarations('latchkey', 'protocol/clients/members/*')
  const rows = linesBefore(/^(.*)\n {4}readonly \w+: \{$/gm, members)
  expect(rows.length).toBe(Object.keys(clientMetadata).length)
  expect(rows.filter((before) => !before.endsWith('*/'))).toEqual([])
  // The types of clients are mapped over these rows; a copy of the rows would have no comments.
  expect(readDeclarations('latchkey', 'protocol/clients/client-metadata')).not.toContain('sentence: ')
})

test('the declarations of latchkey-connect show each function of a route with its sentence', () => {
  for (const entry of ['express', 'fastify', 'hono', 'fetch']) {
    const declarations = readDeclarations('connect', `resource-server/${entry}`)
    const rows = linesBefore(/^(.*)\n(?:requireScopes|requireAcr|requireRecentAuth): /gm, declarations)
    expect(rows.map((before) => before.endsWith('*/'))).toEqual([true, true, true])
  }
})

test('the compiler says in which part of the configuration an unknown option is', () => {
  writeStranger('latchkey')
  const calls = Object.values(mistakes).map((options) => `defineConfig({ issuer: '', ${options} })`)
  const program = ["import { defineConfig } from 'latchkey'", ...calls].join('\n')
  writeFileSync(join(packed.latchkey.project, 'stranger.ts'), program)
  const named = [...compileErrors().matchAll(/'mistake' does not exist in type '(.*?)'/g)]
  expect(named.map(([, type]) => type)).toEqual(Object.keys(mistakes))
})

describe('run-time dependencies', () => {
  test('of latchkey-connect alone are two packages, which need no others', () => {
    const { dependencies } = packed.connect.manifest
    const lock = readLock()
    expect(Object.keys(dependencies)).toEqual(['jose', 'oauth4webapi'])
    expect(Object.keys(dependencies).map((name) => lock[`node_modules/${name}`]?.dependencies ?? {})).toEqual(
      [{}, {}],
    )
  })

  test('never lead from latchkey-connect to latchkey', () => {
    expect(dependencies('connect')).not.toContain('latchkey')
  })

  test('are those of docs/decisions/0001, each with its reason', () => {
    const page = readFileSync(join(repositoryFolder, 'docs/decisions/0001-run-time-dependencies.md'), 'utf8')
    const rows = [...page.matchAll(/^\| `([^`]+)` \| ([^|]+) \| ([^|]+) \|$/gm)]
    expect(rows.filter(([, , purpose = '', reason = '']) => !purpose.trim() || !reason.trim())).toEqual([])
    expect(rows.map(([, name]) => name).sort()).toEqual([...new Set(names.flatMap(dependencies))].sort())
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

function readDeclarations(name: keyof typeof packed, pattern: string): string {
  const files = globSync(`dist/${pattern}.d.ts`, { cwd: packed[name].folder })
  return files.map((file) => readFileSync(join(packed[name].folder, file), 'utf8')).join('\n')
}

function linesBefore(row: RegExp, declarations: string): readonly string[] {
  return [...declarations.matchAll(row)].map(([, before = '']) => before)
}

interface LockEntry {
  readonly license?: string
  readonly hasInstallScript?: boolean
  readonly dependencies?: Readonly<Record<string, string>>
}

/** Those that are optional too; of each other, the packages are no strangers. */
function dependencies(name: keyof typeof packed): string[] {
  const { dependencies, peerDependencies } = packed[name].manifest
  return Object.keys({ ...dependencies, ...peerDependencies }).filter((other) => other !== 'latchkey-connect')
}

/** Everything that comes along with the packages, by the lock file. */
function installed(): readonly { readonly name: string; readonly entry: LockEntry }[] {
  const lock = readLock()
  const found = new Set(names.flatMap(dependencies))
  for (const name of found) {
    for (const next of Object.keys(lock[`node_modules/${name}`]?.dependencies ?? {})) found.add(next)
  }
  return [...found].map((name) => ({ name, entry: lock[`node_modules/${name}`] ?? {} }))
}

function readLock(): Readonly<Record<string, LockEntry>> {
  return readJson(join(repositoryFolder, 'package-lock.json')).packages
}

function entryNames(manifest: Manifest): readonly string[] {
  const subpaths = Object.keys(manifest.exports).filter((subpath) => subpath !== './package.json')
  return subpaths.map((subpath) => posix.join(manifest.name, subpath))
}

/** The files behind the public entries, as `dist/index.js`. */
function builtEntries({ exports }: Manifest): readonly string[] {
  const targets = Object.values(exports)
  return targets.flatMap((target) => (typeof target === 'string' ? [] : [target.default.replace('./', '')]))
}

function writeStranger(name: keyof typeof packed, lib = ['es2024']): void {
  const { project, manifest } = packed[name]
  const imports = entryNames(manifest).map((entry, index) => `export * as entry${index} from '${entry}'`)
  writeFileSync(join(project, 'stranger.ts'), `${imports.join('\n')}\n`)
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify(strangersConfiguration(lib)))
}

function strangersConfiguration(lib: readonly string[]): object {
  return {
    compilerOptions: {
      noEmit: true,
      target: 'es2024',
      lib,
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

/** What the compiler says about a program of the stranger that has mistakes. */
function compileErrors(): string {
  try {
    return run('latchkey', [compiler, '-p', packed.latchkey.project, '--pretty', 'false'])
  } catch (error) {
    return (error as Error).message
  }
}

/** The output of a Node program; the error of a failed one holds what it wrote. */
function run(name: keyof typeof packed, parameters: readonly string[]): string {
  try {
    return execFileSync(process.execPath, parameters, {
      cwd: packed[name].project,
      encoding: 'utf8',
      stdio: 'pipe',
    })
  } catch (error) {
    const { stdout, stderr } = error as { readonly stdout?: string; readonly stderr?: string }
    throw new Error(`${stdout ?? ''}${stderr ?? ''}`, { cause: error })
  }
}

function isSameJson(built: string, text: string): boolean {
  return (
    built.startsWith('{') && text.startsWith('{') && isDeepStrictEqual(JSON.parse(built), JSON.parse(text))
  )
}

function readJson(file: string) {
  return JSON.parse(readFileSync(file, 'utf8'))
}
