import cluster from 'node:cluster'
import { once } from 'node:events'
import { type ReadyMessage, workerVariable } from './worker-side.ts'

/** How a process ended: with an exit code, or by a signal. */
export type Ending = readonly [code: number | null, signal: string | null]

/** A worker that listens. */
export interface ReadyWorker {
  readonly pid: number
  readonly url: string
  readonly ended: Promise<Ending>
}

/** The worker exited before it was ready. It has reported the reason itself. */
export class WorkerNotReady extends Error {}

/** Starts another process with the same command line, and waits until it listens. @throws WorkerNotReady */
export function startWorker(port: number): Promise<ReadyWorker> {
  const worker = cluster.fork({ [workerVariable]: String(port) })
  const ended = once(worker, 'exit') as Promise<[number | null, string | null]>
  return new Promise((resolve, reject) => {
    void ended.then(([code, signal]) =>
      reject(new WorkerNotReady(`A worker ended ${toWords([code, signal])}`)),
    )
    worker.on('message', (message: ReadyMessage) => {
      resolve({ pid: worker.process.pid ?? 0, url: message.ready.url, ended })
    })
  })
}

export function toWords([code, signal]: Ending): string {
  return signal === null ? `with exit code ${code}` : `by ${signal}`
}
