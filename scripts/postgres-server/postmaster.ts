/** Runs the programs of PostgreSQL: the database server until it is ready, and others until they exit. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Socket } from 'node:net'
import { createInterface } from 'node:readline'
import type { ServerUser } from './server-user.ts'

/** Milliseconds; also enough to recover from a crash on a busy machine. */
const START_MS = 60_000
/** How many lines of its log an error shows. */
const SHOWN_LINES = 20

export interface Program {
  readonly file: string
  readonly parameters: readonly string[]
  readonly user: ServerUser | undefined
}

/** Resolves when the server accepts connections; rejects with its log if it exits before that. */
export async function startPostmaster(program: Program): Promise<ChildProcess> {
  const child = start(program)
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const log = readLog(child, (line) => {
    if (line.includes('database system is ready to accept connections')) resolve()
  })
  const timer = setTimeout(() => reject(new Error(`was not ready after ${START_MS} ms`)), START_MS)
  child.once('error', reject)
  child.once('close', () => reject(new Error('did not start')))
  try {
    await promise
  } catch (cause) {
    child.kill('SIGKILL')
    throw new Error(`PostgreSQL ${(cause as Error).message}:\n${log.join('\n')}`, { cause })
  } finally {
    clearTimeout(timer)
  }
  letGo(child)
  return child
}

export function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null
}

/** Resolves when the process has exited; rejects after `limitMs`. */
export async function untilEnded(child: ChildProcess, limitMs: number): Promise<void> {
  if (hasEnded(child)) return
  child.ref()
  await once(child, 'exit', { signal: AbortSignal.timeout(limitMs) })
}

/** Runs a program until it exits; rejects with its output if it fails. */
export async function runToEnd(program: Program): Promise<void> {
  const child = start(program)
  const log = readLog(child, () => undefined)
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`${program.file} failed (${code}):\n${log.join('\n')}`)
}

function start({ file, parameters, user }: Program): ChildProcess {
  return spawn(file, parameters, {
    ...user,
    // That user may have no access to our working directory. And the log is parsed above, so it must be in
    // English.
    cwd: '/',
    env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' },
    stdio: ['ignore', 'ignore', 'pipe'],
    // In its own process group: Ctrl-C is for us, and we shut the server down regularly.
    detached: true,
  })
}

/**
 * The last lines of its output, always up to date. The output must be read to the end, or the program would
 * block.
 */
function readLog(child: ChildProcess, onLine: (line: string) => void): readonly string[] {
  const lines: string[] = []
  if (child.stderr === null) return lines
  createInterface({ input: child.stderr }).on('line', (line) => {
    lines.push(line)
    if (lines.length > SHOWN_LINES) lines.shift()
    onLine(line)
  })
  return lines
}

/** It does not keep our process alive: when we exit, the keeper stops the server. */
function letGo(child: ChildProcess): void {
  child.unref()
  const stderr = child.stderr as Socket | null
  stderr?.unref()
}
