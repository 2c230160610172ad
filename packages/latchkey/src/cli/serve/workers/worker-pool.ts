import cluster from 'node:cluster'
import { setTimeout as sleep } from 'node:timers/promises'
import { AnsweredFailure, CommandError } from '../../terminal/command-error.ts'
import type { Terminal } from '../../terminal/terminal.ts'
import { ReplacementSchedule } from './replacement-schedule.ts'
import { type ReadyWorker, startWorker, toWords, WorkerNotReady } from './start-worker.ts'
import { stopMessage } from './worker-side.ts'

/** The workers of this process. Those that exit are replaced. */
export class WorkerPool {
  readonly #terminal: Terminal
  readonly #port: number
  readonly #schedule = new ReplacementSchedule()
  readonly #stopping = new AbortController()
  #serving = 0
  #hasGivenUp = false

  constructor({ terminal, port }: { readonly terminal: Terminal; readonly port: number }) {
    this.#port = port
    this.#terminal = terminal
  }

  /**
   * Starts the first and then the others, so that a problem is reported only once.
   * @throws AnsweredFailure if one of them exits before all are ready.
   */
  async start(count: number): Promise<readonly ReadyWorker[]> {
    try {
      const first = await startWorker(this.#port)
      const others = Array.from({ length: count - 1 }, () => startWorker(this.#port))
      return [first, ...(await Promise.all(others))]
    } catch (error) {
      this.kill()
      throw error instanceof WorkerNotReady ? new AnsweredFailure() : error
    }
  }

  /**
   * Replaces workers that exit, until {@link stop}; resolves when all have exited.
   * @throws CommandError when it gives up.
   */
  async supervise(workers: readonly ReadyWorker[]): Promise<void> {
    await Promise.all(workers.map((worker) => this.#superviseOne(worker)))
    if (!this.#hasGivenUp) return
    throw new CommandError('failed', 'The workers end as soon as they start, and no other is started.')
  }

  /** Lets every worker finish its requests and exit; those that do not are killed after this time. */
  stop(killAfterSeconds: number): void {
    this.#stopping.abort()
    // One that is exiting does not receive the message, which is not an error.
    for (const worker of Object.values(cluster.workers ?? {})) worker?.send(stopMessage, () => {})
    setTimeout(() => this.kill(), killAfterSeconds * 1000).unref()
  }

  kill(): void {
    for (const worker of Object.values(cluster.workers ?? {})) worker?.process.kill('SIGKILL')
  }

  /** Replaces this worker, and then each that replaced it. */
  async #superviseOne(first: ReadyWorker): Promise<void> {
    let worker: ReadyWorker | undefined = first
    while (worker !== undefined) {
      const readyAt = performance.now()
      this.#serving += 1
      const ending = await worker.ended
      this.#serving -= 1
      if (this.#stopping.signal.aborted) return
      this.#terminal.note(`Worker ${worker.pid} ended ${toWords(ending)}. Another takes its place.\n`)
      worker = await this.#replace(performance.now() - readyAt)
    }
  }

  /** Returns `undefined` if the workers were stopped in the meantime, or if trying again is pointless. */
  async #replace(servedMilliseconds: number): Promise<ReadyWorker | undefined> {
    let served = servedMilliseconds
    while (await this.#waitForTurn(served)) {
      try {
        const worker = await startWorker(this.#port)
        this.#terminal.note(`Worker ${worker.pid} is ready.\n`)
        return worker
      } catch (error) {
        if (!(error instanceof WorkerNotReady)) throw error
        if (this.#stopping.signal.aborted) break
        this.#terminal.note(`${error.message} before it was ready.\n`)
        served = 0
      }
    }
    return undefined
  }

  /** Resolves when the next worker may start: true, or false if there will be none. */
  async #waitForTurn(servedMilliseconds: number): Promise<boolean> {
    const end = { at: performance.now(), servedMilliseconds, serving: this.#serving }
    const delay = this.#schedule.delayAfter(end)
    if (delay === undefined) {
      this.#hasGivenUp = true
      this.stop(0)
      return false
    }
    const { signal } = this.#stopping
    await sleep(delay, undefined, { signal }).catch(() => undefined)
    return !signal.aborted
  }
}
