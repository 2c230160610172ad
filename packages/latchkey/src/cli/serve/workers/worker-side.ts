import cluster from 'node:cluster'

/** Contains the port. It tells a process that it is one of our workers, and not part of another cluster. */
export const workerVariable = 'LATCHKEY_WORKER'

/** The message from a worker to the primary when it listens. */
export interface ReadyMessage {
  readonly ready: { readonly url: string }
}

/** The message from the primary that tells a worker to finish and exit. */
export const stopMessage = 'stop'

/** A worker's connection to the primary. */
export interface WorkerSide {
  /** Where all workers listen. */
  readonly port: number
  /** Resolves when the primary wants us to stop. */
  readonly stopped: Promise<void>
  ready(url: string): void
  /** Closes the connection, which would keep this process alive. */
  leave(): void
}

/**
 * Returns `undefined` in a process that is not one of our workers. If the primary dies, node:cluster ends the
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
