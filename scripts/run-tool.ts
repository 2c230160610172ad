/**
 * Runs the repository's tools with the Node that runs this script, without a shell, so that it is the same on
 * every system.
 */
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { repositoryFolder } from './repository-folders.ts'

interface Surroundings {
  readonly folder?: string
  /** The Node that runs it: the one that runs this script, if none is named. */
  readonly node?: string
}

/** True when the program exited with 0. Its output goes to ours. */
export function runNode(
  parameters: readonly string[],
  { folder = repositoryFolder, node = process.execPath }: Surroundings = {},
): Promise<boolean> {
  const child = spawn(node, parameters, { cwd: folder, stdio: 'inherit' })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve(code === 0))
  })
}

/** Runs the first command of a package that the root installs. */
export function runPackageBin(
  packageName: string,
  parameters: readonly string[],
  surroundings: Surroundings = {},
): Promise<boolean> {
  const packageFolder = join(repositoryFolder, 'node_modules', packageName)
  const { bin } = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8'))
  const [file] = Object.values<string>(bin)
  if (file === undefined) throw new Error(`${packageName} has no command`)
  return runNode([join(packageFolder, file), ...parameters], surroundings)
}
