import cluster from 'node:cluster'

/** Holds the port. It tells a process that it is one of our workers, and not of somebody else's cluster. */
export const workerVariable = 'LATCHKEY_WORKER'

/** What a worker says to the primary when it listens. */
export interface ReadyMessage {
  readonly ready: { readonly url: string }
}

/** What the primary says to a worker that is to finish and end. */
export const stopMessage = 'stop'

/** A worker's end of the line to the primary. */
export interface WorkerSide {
  /** Where all workers listen. */
  readonly port: number
  /** Resolves when the primary wants us to stop. */
  readonly stopped: Promise<void>
  ready(url: string): void
  /** Lets go of the line, which would keep this process alive. */
  leave(): void
}

/**
 * Answers nothing in a process that is no worker of ours. Where the primary dies, node:cluster ends the
 * worker.
 */
export function findWorkerSide(): WorkerSide | undefined {
  const { worker } = cluster
  const port = process.env[workerVariable]
  if (worker === undefined || port === undefined) return undefined
  return {
    port: Number(port),
    stopped: new Promise((resolve) => {
      worker.on('message', (message) => {
        if (message === stopMessage) resolve()
      })
    }),
    ready(url) {
      worker.send({ ready: { url } } satisfies ReadyMessage)
    },
    leave: () => worker.disconnect(),
  }
}
