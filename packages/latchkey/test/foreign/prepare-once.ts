import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'

/** Kept from one run of the tests to the next; `npm ci` removes it. */
const cacheFolder = resolve(import.meta.dirname, '../../../../node_modules/.cache/latchkey-foreign')

/** A tool or the network is missing on this machine, so that a foreign program cannot be run. */
export class NotOnThisMachine extends Error {}

/** A folder in which a foreign program is ready to be run, or why there is none. */
export type Prepared =
  | { readonly folder: string; readonly missing?: undefined }
  | { readonly missing: string; readonly folder?: undefined }

/** What a program is made from: its files by their paths, and whatever else decides how it is made. */
export interface Ingredients {
  readonly name: string
  readonly files: Readonly<Record<string, string>>
  readonly versions: readonly string[]
}

/**
 * Writes the files into a folder and makes a program of them, once for these ingredients. What `make` throws
 * is a failure, except for {@link NotOnThisMachine}.
 */
export async function prepareOnce(
  ingredients: Ingredients,
  make: (folder: string) => Promise<void>,
): Promise<Prepared> {
  const { name, files } = ingredients
  const digest = createHash('sha256').update(JSON.stringify(ingredients)).digest('hex').slice(0, 16)
  const folder = join(cacheFolder, `${name}-${digest}`)
  if (existsSync(folder)) return { folder }
  await mkdir(cacheFolder, { recursive: true })
  const unfinished = await mkdtemp(join(cacheFolder, `unfinished-${name}-`))
  try {
    await writeFiles(unfinished, files)
    await make(unfinished)
    await rename(unfinished, folder).catch((cause: unknown) => {
      // Another worker was faster.
      if (!existsSync(folder)) throw cause
    })
    return { folder }
  } catch (cause) {
    if (!(cause instanceof NotOnThisMachine)) throw cause
    console.warn(`Skipped ${name}: ${cause.message}`)
    return { missing: cause.message }
  } finally {
    await rm(unfinished, { recursive: true, force: true })
  }
}

/** Writes files by their paths below a folder. */
export async function writeFiles(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), content)
  }
}

interface ToolOptions {
  readonly folder: string
  /** Seconds that it may take. */
  readonly seconds: number
  readonly environment?: Readonly<Record<string, string>>
}

/**
 * Runs a tool to its end; answers what it wrote on standard output.
 * @throws NotOnThisMachine when it is not installed; Error with what it wrote when it fails or takes too long
 */
export async function runTool(
  command: string,
  words: readonly string[],
  { folder, seconds, environment }: ToolOptions,
): Promise<string> {
  const child = spawn(command, words, {
    cwd: folder,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: seconds * 1000,
    killSignal: 'SIGKILL',
  })
  const said = { out: '', all: '' }
  child.stdout.setEncoding('utf8').on('data', (text) => {
    said.out += text
    said.all += text
  })
  child.stderr.setEncoding('utf8').on('data', (text) => {
    said.all += text
  })
  const code = await new Promise<number | null>((done, fail) => {
    child.once('error', () => fail(new NotOnThisMachine(`${command} is not installed`)))
    child.once('close', done)
  })
  if (code === 0) return said.out
  throw new Error(`${command} ${words.join(' ')} ended with ${code}: ${said.all.slice(-4000)}`)
}

/** Runs a tool that downloads: where that fails, the registry is out of reach, and the test is skipped. */
export async function download(
  command: string,
  words: readonly string[],
  options: ToolOptions,
): Promise<string> {
  try {
    return await runTool(command, words, options)
  } catch (cause) {
    if (cause instanceof NotOnThisMachine) throw cause
    throw new NotOnThisMachine(`${command} could not download what it needs: ${lastLine(cause)}`)
  }
}

function lastLine(cause: unknown): string {
  return String(cause).trim().split('\n').at(-1)?.slice(0, 200) ?? ''
}
