import { spawn } from 'node:child_process'
import { once } from 'node:events'

/** A running program of others. */
export interface ForeignProgram {
  /** Everything that it wrote. */
  readonly said: () => string
  /** What it wrote when it was ready, as the pattern matched it. */
  readonly ready: RegExpExecArray
  /**
   * Writes a line to its standard input; answers its last words.
   * @throws Error with what it wrote, when it fails
   */
  finish(line: string): Promise<string>
  close(): Promise<void>
}

/**
 * Starts a program and waits until it writes what matches `isReady`.
 * @throws Error with what it wrote, when it ends before
 */
export async function startForeignProgram(
  command: string,
  words: readonly string[],
  options: {
    readonly folder: string
    readonly isReady: RegExp
    readonly environment?: Readonly<Record<string, string>>
  },
): Promise<ForeignProgram> {
  const { folder, isReady, environment } = options
  const child = spawn(command, words, {
    cwd: folder,
    env: { ...process.env, ...environment },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  let said = ''
  const ready = new Promise<RegExpExecArray>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        said += text
        const found = isReady.exec(said)
        if (found !== null) resolve(found)
      })
    }
    child.once('error', reject)
    child.once('close', (code) => reject(new Error(`${command} ended with ${code}: ${said.slice(-4000)}`)))
  })
  return {
    said: () => said,
    ready: await ready,
    async finish(line) {
      child.stdin.end(`${line}\n`)
      const [code] = await once(child, 'close')
      if (code === 0) return said.trim().split('\n').at(-1) ?? ''
      throw new Error(`${command} ended with ${code}: ${said.slice(-4000)}`)
    },
    async close() {
      const isRunning = child.exitCode === null && child.signalCode === null
      const ended = isRunning ? once(child, 'close') : undefined
      child.kill('SIGKILL')
      await ended
    },
  }
}
