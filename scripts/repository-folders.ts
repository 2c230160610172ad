/** The folders of this repository. */
import { existsSync, globSync } from 'node:fs'
import { dirname, join } from 'node:path'

export const repositoryFolder = dirname(import.meta.dirname)
export const benchFolder = join(repositoryFolder, 'bench')

/** The published packages, in build order: the server depends on the other. */
export function publishedPackages(): readonly string[] {
  return ['connect', 'latchkey'].map((name) => join(repositoryFolder, 'packages', name))
}

/** Every project that the compiler checks: the scripts, each package, each example and the bench. */
export function typeCheckedProjects(): readonly string[] {
  const projects = [
    'tsconfig.json',
    ...globSync(['{packages,examples}/*/tsconfig.json', 'bench/tsconfig.json'], { cwd: repositoryFolder }),
  ]
  return projects.map((project) => join(repositoryFolder, project))
}

/** The examples; each is a program that its own `test.ts` runs end to end. */
export function examplesWithTests(): readonly string[] {
  const folders = globSync('examples/*/package.json', { cwd: repositoryFolder }).map(dirname)
  return folders.map((folder) => requireTest(join(repositoryFolder, folder)))
}

function requireTest(folder: string): string {
  if (!existsSync(join(folder, 'test.ts')))
    throw new Error(`${folder} has no test.ts: every example is run by a test`)
  return folder
}
