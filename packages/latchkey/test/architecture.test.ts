import { existsSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readRows, toDocumentedRows } from './architecture/architecture-tables.ts'
import { findCycle } from './architecture/find-cycle.ts'
import { findLongFunctions } from './architecture/find-long-functions.ts'
import { findUnusedPermissions } from './architecture/find-unused-permissions.ts'
import { type ImportTable, importTables, type PackageName, type Room } from './architecture/import-table.ts'
import { readImports } from './architecture/read-imports.ts'
import {
  listFiles,
  matches,
  nameOf,
  packageFolder,
  packageNames,
  readSourceTree,
  repositoryFolder,
  type SourceFile,
  toRoom,
  toSourceFile,
} from './architecture/source-tree.ts'

/** Files that are longer for a reason, each with the reason. */
const longFiles: Readonly<Record<string, string>> = {}
/** Words of the trade that hold a drawer's name, each with where it is from. */
const termsOfTheTrade: Readonly<Record<string, string>> = {
  'common-password': 'commonly used passwords: NIST SP 800-63B-4 §3.1.1.2',
  'common-words': 'the words that such passwords are made of',
  'service-to-service': 'one program calls another, without a person (RFC 6749 §1.3.4)',
}
/** Functions over 60 lines for a reason, as `path: name`. */
const longFunctions: readonly string[] = []

const sources = packageNames.flatMap(readSourceTree)

describe('imports', () => {
  test('every import obeys the table', () => {
    expect(sources.flatMap(forbiddenImports)).toEqual([])
  })

  test.each(packageNames)('no row of %s is wider than the tree needs', (name) => {
    expect(findUnusedPermissions(importTables[name], sourcesOf(name))).toEqual([])
  })

  test.each(packageNames)('ARCHITECTURE.md says the same as the table of %s', (name) => {
    const text = readFileSync(join(repositoryFolder, 'ARCHITECTURE.md'), 'utf8')
    expect([...readRows(text, `room of packages/${name}`)].sort()).toEqual(
      [...toDocumentedRows(importTables[name])].sort(),
    )
  })

  test.each(packageNames)('every room of %s has a row in the table, and every row a room', (name) => {
    const rooms = new Set(sourcesOf(name).map((source) => source.room))
    expect([...rooms].sort()).toEqual(Object.keys(importTables[name]).sort())
  })

  test('every import of our own names a file that exists', () => {
    const missing = (source: SourceFile) =>
      ownTargets(source).filter((file) => !existsSync(join(packageFolder(source.package), 'src', file)))
    expect(
      sources.flatMap((source) => missing(source).map((file) => `${nameOfFile(source)} imports ${file}`)),
    ).toEqual([])
  })

  test.each(packageNames)('there is no cycle among the files of %s, type imports included', (name) => {
    expect(findCycle(importGraph(name))).toEqual([])
  })

  test('no endpoint imports another: only the dispatcher knows which page comes next', () => {
    const endpoints = sourcesOf('latchkey').filter(({ room }) => room === 'http/endpoints')
    const callers = endpoints.filter(({ imports }) =>
      imports.some(
        ({ target, clause }) =>
          'file' in target && target.file.startsWith('http/endpoints/') && /\w+Endpoint\b/.test(clause),
      ),
    )
    expect(endpoints.length).toBeGreaterThan(10)
    expect(callers.map(nameOfFile)).toEqual([])
  })

  test('of the server, only keys and testing import jose', () => {
    const rooms = sourcesOf('latchkey').filter(({ imports }) =>
      imports.some(({ target }) => nameOf(target, 'latchkey') === 'jose'),
    )
    expect([...new Set(rooms.map(({ room }) => room))].sort()).toEqual(['keys', 'testing'])
  })

  test('of the server, only outbound connects to elsewhere; the command may look at its own issuer', () => {
    const fetches = /(?:await|return|=>|=|\()\s*(?:globalThis\.)?fetch\(/
    const readsAddresses = /^\{(?:\s*(?:BlockList|isIP),?)+\s*\}$/
    const opensSockets = ({ specifier, clause }: SourceFile['imports'][number]) =>
      /^node:(?:https|tls|dns)\b/.test(specifier) ||
      (specifier === 'node:net' && !readsAddresses.test(clause.trim()))
    const found = sourcesOf('latchkey')
      .filter(({ room }) => !/^(?:cli|testing)\b/.test(room))
      .filter(({ text, imports }) => fetches.test(withoutComments(text)) || imports.some(opensSockets))
    expect([...new Set(found.map(({ room }) => room))]).toEqual(['outbound'])
  })

  test.each(packageNames)('every file of %s is reachable from a public entry or the command', (name) => {
    const reached = reachableFrom(name, entries(name))
    expect(
      sourcesOf(name)
        .map((source) => source.path)
        .filter((path) => !reached.has(path)),
    ).toEqual([])
  })

  test.each(packageNames)(
    'in %s only public entries are called index, and no other file is a list of re-exports',
    (name) => {
      expect(
        sourcesOf(name)
          .filter((source) => /(?:^|\/)index\.tsx?$/.test(source.path) || isBarrel(source))
          .map((source) => source.path)
          .filter((path) => !entries(name).includes(path)),
      ).toEqual([])
    },
  )
})

describe('the rules of the protocol', () => {
  const protocol = sourcesOf('latchkey').filter((source) => source.room === 'protocol')

  test('they have no clock, no randomness and nothing to wait for', () => {
    const impure = /\bDate\.now|\bnew Date\(\)|\bMath\.random|\bperformance\.|\bawait\b|\basync\b|\bPromise\b/
    expect(protocol.filter(({ text }) => impure.test(withoutComments(text))).map(({ path }) => path)).toEqual(
      [],
    )
  })

  test('they take nothing but digests and comparison from node:crypto', () => {
    const allowed = ['createHash', 'createHmac', 'hash', 'timingSafeEqual']
    const names = protocol
      .flatMap(({ imports }) => imports.filter(({ specifier }) => specifier === 'node:crypto'))
      .flatMap(({ clause }) => clause.replaceAll(/[{}]|\btype\b/g, '').split(','))
      .map((name) => name.trim())
    expect(names.filter((name) => name !== '' && !allowed.includes(name))).toEqual([])
  })
})

describe('sizes', () => {
  test('no source file has more than 300 lines', () => {
    expect(filesLongerThan(300, 'src')).toEqual([])
  })

  test('no test file has more than 400 lines', () => {
    expect(filesLongerThan(400, 'test')).toEqual([])
  })

  test('no line of a comment has more than 110 columns', () => {
    const comment = /^\s*(?:\/\/|\/\*|\*(?:\s|$))|\s\/\/\s/
    const files = ['packages', 'bench', 'scripts', 'examples'].flatMap((folder) =>
      listFiles(join(repositoryFolder, folder), '**/*.{ts,tsx,js,mjs,cjs,css}').map(
        (path) => `${folder}/${path}`,
      ),
    )
    const found = files.flatMap((path) => {
      const lines = readFileSync(join(repositoryFolder, path), 'utf8').split('\n')
      return lines.flatMap((line, index) =>
        line.length > 110 && comment.test(line) ? [`${path}:${index + 1}`] : [],
      )
    })
    expect(files.length).toBeGreaterThan(500)
    expect(found).toEqual([])
  })

  test('no folder holds more than 32 files in a row', () => {
    const folders = Map.groupBy([...inPackages('src'), ...inPackages('test')], (path) => posix.dirname(path))
    const crowded = [...folders].filter(([, files]) => files.length > 32)
    expect(crowded.map(([folder, files]) => `${folder}: ${files.length}`)).toEqual([])
  })

  test('no function has more than 60 lines', () => {
    const found = sources.flatMap(({ path, text }) =>
      findLongFunctions(text, 60).map((name) => `${path}: ${name}`),
    )
    expect(found.filter((name) => !longFunctions.includes(name))).toEqual([])
  })

  test('every exception to the sizes is still needed', () => {
    const long = [...filesOver(300, 'src'), ...filesOver(400, 'test')]
    expect(Object.keys(longFiles).filter((path) => !long.includes(path))).toEqual([])
  })
})

describe('names', () => {
  test('no file or folder is a drawer', () => {
    const drawers = new Set(
      'util utils helper helpers common shared misc manager managers service services base data info handle process'.split(
        ' ',
      ),
    )
    const paths = ['packages', 'scripts', 'examples'].flatMap((folder) =>
      listFiles(join(repositoryFolder, folder), '**/*').map((path) => `${folder}/${path}`),
    )
    const words = (path: string) =>
      withoutTerms(path)
        .split(/[^A-Za-z]+|(?<=[a-z])(?=[A-Z])/)
        .map((word) => word.toLowerCase())
    expect(paths.filter((path) => words(path).some((word) => drawers.has(word)))).toEqual([])
  })
})

describe('this test itself', () => {
  test('sees imports in every form', () => {
    const text = [
      "import type { A } from './a.ts'",
      "import { type B, type C } from './b.ts'",
      "import { type D, e } from './d.ts'",
      "import {\n  f,\n  type G,\n} from './f.ts'",
      "import * as h from 'node:fs'",
      "import './i.ts'",
      "export { j } from './j.ts'",
      "export type { K } from './k.ts'",
      "import en from './en.json' with { type: 'json' }",
      "  const l = await import('./l.ts')",
      "const m: import('./m.ts').M",
      "// import { n } from './n.ts'",
      "export const o = 'from'",
    ].join('\n')
    expect(
      readImports(text).map(({ specifier, typeOnly }) => (typeOnly ? `type ${specifier}` : specifier)),
    ).toEqual([
      'type ./a.ts',
      'type ./b.ts',
      './d.ts',
      './f.ts',
      'node:fs',
      './i.ts',
      './j.ts',
      'type ./k.ts',
      './en.json',
      './l.ts',
      './m.ts',
    ])
  })

  test('overlooks no line of the tree that begins an import', () => {
    const begun = (text: string) => text.match(/^import\b(?!\()/gm)?.length ?? 0
    const found = (text: string) =>
      readImports(text).filter(({ clause, specifier }) => clause || specifier).length
    expect(sources.filter(({ text }) => found(text) < begun(text)).map(({ path }) => path)).toEqual([])
  })

  test('refuses an import against the arrows, and a value where only types may pass', () => {
    const upward = toSourceFile('latchkey', 'protocol/rule.ts', "import { x } from '../flows/x.ts'")
    const value = toSourceFile('latchkey', 'ports/port.ts', "import { x } from '../protocol/x.ts'")
    const types = toSourceFile('latchkey', 'ports/port.ts', "import type { X } from '../protocol/x.ts'")
    const driver = toSourceFile('latchkey', 'storage/memory/x.ts', "import type { X } from '../sqlite/x.ts'")
    const sideways = toSourceFile('latchkey', 'flows/sign-in/x.ts', "import { x } from '../token/x.ts'")
    const reverse = toSourceFile('connect', 'issuer/x.ts', "import { x } from 'latchkey'")
    const counts = [upward, value, types, driver, sideways, reverse].map(
      (source) => forbiddenImports(source).length,
    )
    expect(counts).toEqual([1, 1, 0, 1, 1, 1])
  })

  test('sees a row that allows more than is imported', () => {
    const file = toSourceFile('latchkey', 'ports/port.ts', "import type { X } from '../protocol/x.ts'")
    const found = (room: Room) => findUnusedPermissions({ ports: room }, [file])
    expect(found({ values: [], types: ['protocol'] })).toEqual([])
    expect(found({ values: ['protocol'] })).toEqual(['ports: only types of protocol'])
    expect(found({ values: ['http*'], types: ['pages'] })).toEqual(['ports: http*', 'ports: types of pages'])
  })

  test('knows a room by its folder, a file by its row, and a folder that nobody has put into the table', () => {
    const room = (path: string) => toRoom(path, importTables.latchkey)
    expect(room('flows/token/grants/refresh-token.ts')).toBe('flows/token')
    expect(room('flows/parts.ts')).toBe('flows')
    expect(room('index.ts')).toBe('index.ts')
    expect(room('flows/attic/old.ts')).toBe('flows/attic')
  })

  test('sees a cycle, and a long function', () => {
    expect(findCycle({ 'a.ts': ['b.ts'], 'b.ts': ['c.ts'], 'c.ts': ['b.ts'] })).toEqual([
      'b.ts',
      'c.ts',
      'b.ts',
    ])
    const body = Array.from({ length: 61 }, () => '  line()').join('\n')
    expect(findLongFunctions(`export function long(a: string): void {\n${body}\n}`, 60)).toEqual(['long'])
    expect(findLongFunctions(`export async function long(\n  a: string,\n): void {\n${body}\n}`, 60)).toEqual(
      ['long'],
    )
    expect(findLongFunctions(`const long = async (a) => {\n${body}\n}`, 60)).toEqual(['long'])
    expect(findLongFunctions(`export function short(): void {\n  line()\n}\n${body}`, 60)).toEqual([])
  })
})

function sourcesOf(name: PackageName): readonly SourceFile[] {
  return sources.filter((source) => source.package === name)
}

function nameOfFile(source: Pick<SourceFile, 'package' | 'path'>): string {
  return `packages/${source.package}/src/${source.path}`
}

function forbiddenImports(source: SourceFile): readonly string[] {
  return source.imports
    .filter(({ target, typeOnly }) => !isAllowed(source, nameOf(target, source.package), typeOnly))
    .map(
      ({ specifier, typeOnly }) => `${nameOfFile(source)} imports ${typeOnly ? 'types of ' : ''}${specifier}`,
    )
}

function isAllowed(source: Pick<SourceFile, 'package' | 'room'>, target: string, typeOnly: boolean): boolean {
  const table: ImportTable = importTables[source.package]
  const row = table[source.room]
  const allowed = [...(row?.values ?? []), ...(typeOnly ? (row?.types ?? []) : [])]
  return target === source.room || allowed.some((name) => matches(name, target))
}

function ownTargets(source: SourceFile): readonly string[] {
  return source.imports.flatMap(({ target }) => ('file' in target ? [target.file] : []))
}

function importGraph(name: PackageName): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(sourcesOf(name).map((source) => [source.path, ownTargets(source)]))
}

/** The sources behind a package's exports and behind its command. */
function entries(name: PackageName): readonly string[] {
  const folder = packageFolder(name)
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const commands = Object.values<string>(manifest.bin ?? {}).map((file) =>
    readFileSync(join(folder, file), 'utf8'),
  )
  const outputs = [
    ...Object.values<{ default?: string }>(manifest.exports).flatMap((target) => target.default ?? []),
    ...commands.flatMap((text) =>
      [...text.matchAll(/import\('\.\.\/(dist\/[^']+)'\)/g)].map(([, path]) => `./${path}`),
    ),
  ]
  return outputs.map((output) => output.replace(/^\.\/dist\//, '').replace(/\.js$/, '.ts'))
}

function reachableFrom(name: PackageName, paths: readonly string[]): ReadonlySet<string> {
  const graph = importGraph(name)
  const reached = new Set(paths)
  for (const path of reached) for (const target of graph[path] ?? []) reached.add(target)
  return reached
}

function withoutTerms(path: string): string {
  return Object.keys(termsOfTheTrade).reduce((rest, term) => rest.replaceAll(term, ''), path)
}

function isBarrel({ text, imports }: SourceFile): boolean {
  const rest = withoutComments(text).replaceAll(
    /^export\s+(?:type\s+)?(?:\*|\{[^}]*\})\s+from\s+'[^']+'$/gm,
    '',
  )
  return imports.length > 0 && rest.trim() === ''
}

function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/(^|\s)\/\/.*$/gm, '')
}

function filesLongerThan(lines: number, folder: 'src' | 'test'): readonly string[] {
  return filesOver(lines, folder).filter((path) => !Object.hasOwn(longFiles, path))
}

function filesOver(lines: number, folder: 'src' | 'test'): readonly string[] {
  const length = (path: string) =>
    readFileSync(join(repositoryFolder, path), 'utf8').trimEnd().split('\n').length
  return inPackages(folder).filter((path) => length(path) > lines)
}

function inPackages(folder: 'src' | 'test'): readonly string[] {
  return packageNames.flatMap((name) =>
    listFiles(join(packageFolder(name), folder), '**/*.{ts,tsx}').map(
      (path) => `packages/${name}/${folder}/${path}`,
    ),
  )
}
