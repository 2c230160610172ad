/**
 * The package as a stranger gets it: packed by npm, unpacked into a project that has its declared
 * dependencies, the optional too.
 */
import { execFileSync } from 'node:child_process'
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { npmCommand } from '../../../../scripts/npm-command.ts'

export interface Manifest {
  readonly name: string
  readonly version: string
  readonly exports: Readonly<Record<string, string | { readonly default: string }>>
  readonly bin?: Readonly<Record<string, string>>
  readonly dependencies: Readonly<Record<string, string>>
  readonly peerDependencies: Readonly<Record<string, string>>
}

export interface PackedPackage {
  /** The package's folder in the repository. */
  readonly source: string
  readonly manifest: Manifest
  readonly tarball: string
  /** A project that has the package in its `node_modules`. */
  readonly project: string
  /** The unpacked package. */
  readonly folder: string
  /** Every file of the package, with `/`. */
  readonly files: readonly string[]
  remove(): void
}

/** Does not use the network: the dependencies are links to those of the repository. */
export function packPackage(source: string, modules: string): PackedPackage {
  const project = mkdtempSync(join(tmpdir(), 'latchkey-package-'))
  const [packed] = JSON.parse(
    runNpm(['pack', '--json', '--ignore-scripts', '--pack-destination', project], source),
  )
  const tarball = join(project, packed.filename)
  const manifest: Manifest = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8'))
  const folder = join(project, 'node_modules', manifest.name)
  mkdirSync(folder, { recursive: true })
  execFileSync('tar', ['-xzf', tarball, '-C', folder, '--strip-components=1'])
  linkDependencies(folder, modules, join(project, 'node_modules'))
  writeFileSync(
    join(project, 'package.json'),
    JSON.stringify({ name: 'stranger', private: true, type: 'module' }),
  )
  return {
    source,
    manifest,
    tarball,
    project,
    folder,
    files: listFiles(folder),
    remove: () => rmSync(project, { recursive: true }),
  }
}

/** Puts another version of a dependency where the stranger's project finds it. */
export function replaceDependency({ project }: PackedPackage, name: string, folder: string): void {
  const link = join(project, 'node_modules', name)
  rmSync(link)
  symlinkSync(folder, link, 'junction')
}

function runNpm(parameters: readonly string[], folder: string): string {
  const [command, first] = npmCommand()
  return execFileSync(command, [...first, ...parameters], {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
}

function linkDependencies(folder: string, modules: string, into: string): void {
  const { dependencies, peerDependencies } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  for (const name of Object.keys({ ...dependencies, ...peerDependencies })) {
    mkdirSync(dirname(join(into, name)), { recursive: true })
    symlinkSync(join(modules, name), join(into, name), 'junction')
  }
}

function listFiles(folder: string): readonly string[] {
  return globSync('**/*.*', { cwd: folder })
    .concat(globSync('**/.*', { cwd: folder }), globSync('LICENSE', { cwd: folder }))
    .map((path) => path.replaceAll('\\', '/'))
    .sort()
}
