import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'

const bin = resolve(import.meta.dirname, '../../bin/latchkey.js')

export interface Running {
  readonly child: ChildProcess
  readonly said: { out: string; note: string }
  /** Resolves with the first JSON document on standard output. Rejects if the process ends before. */
  ready(): Promise<{
    readonly issuer: string
    readonly url: string
    readonly pid: number
    readonly account?: unknown
    /** With `--workers`: who serves. */
    readonly workers?: readonly number[]
  }>
  /** Resolves with the exit code. */
  ended: Promise<number | null>
}

/** Runs the built command as a shell would. */
export function spawnLatchkey(
  folder: string,
  words: readonly string[],
  options: {
    readonly nodeOptions?: readonly string[]
    readonly environment?: Readonly<Record<string, string>>
  } = {},
): Running {
  const { LATCHKEY_SECRET: _, PORT: __, ...environment } = process.env
  const child = spawn(process.execPath, [...(options.nodeOptions ?? []), bin, ...words], {
    cwd: folder,
    env: { ...environment, ...options.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said = { out: '', note: '' }
  child.stdout.setEncoding('utf8').on('data', (text) => {
    said.out += text
  })
  child.stderr.setEncoding('utf8').on('data', (text) => {
    said.note += text
  })
  const ended = once(child, 'close').then(([code]) => code as number | null)
  return { child, said, ended, ready: () => firstDocument({ child, said, ended }) }
}

async function firstDocument({ child, said, ended }: Pick<Running, 'child' | 'said' | 'ended'>) {
  while (!said.out.includes('\n')) {
    const code = await Promise.race([once(child.stdout ?? child, 'data').then(() => undefined), ended])
    if (code !== undefined) throw new Error(`It ended with ${code}: ${said.note}`)
  }
  return JSON.parse(said.out)
}
