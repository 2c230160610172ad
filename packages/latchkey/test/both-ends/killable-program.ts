import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/**
 * One end of the wire: a process that can be killed and started again on the same port, with what it had on
 * the disk.
 */
export interface KillableProgram {
  readonly origin: string
  /** Everything that it wrote, of all its lives. */
  readonly said: () => string
  /** Resolves when it answers requests. */
  start(): Promise<void>
  /** SIGKILL: it can finish nothing. */
  kill(): Promise<void>
  /** Tells the running process something. */
  tell(message: object): void
}

interface Program {
  readonly origin: string
  readonly folder: string
  readonly file: URL
  readonly words: readonly string[]
}

/** The program says a line on standard output when it listens. */
export function toKillableProgram({ origin, folder, file, words }: Program): KillableProgram {
  let child: ChildProcess | undefined
  let said = ''
  return {
    origin,
    said: () => said,
    async start() {
      const started = spawnIn(folder, [fileURLToPath(file), ...words])
      child = started
      for (const stream of [started.stdout, started.stderr]) {
        stream?.setEncoding('utf8').on('data', (text) => {
          said += text
        })
      }
      const ended = once(started, 'exit')
      const ready = await Promise.race([once(started.stdout ?? started, 'data'), ended.then(() => undefined)])
      if (ready === undefined) throw new Error(`${fileURLToPath(file)} ended: ${said}`)
    },
    async kill() {
      if (child === undefined) return
      const ended = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : undefined
      child.kill('SIGKILL')
      await ended
    },
    tell(message) {
      child?.send(message)
    },
  }
}

function spawnIn(folder: string, words: readonly string[]): ChildProcess {
  const { LATCHKEY_SECRET: _, PORT: __, ...env } = process.env
  return spawn(process.execPath, words, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] })
}
