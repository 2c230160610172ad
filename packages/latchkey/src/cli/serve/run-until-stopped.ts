import { setTimeout as sleep } from 'node:timers/promises'
import type { AuthorizationServer } from '../../index.ts'
import { exitCodes } from '../exit-codes.ts'
import type { Listener } from './listen.ts'
import { onSignals } from './stop-signals.ts'

/**
 * Runs `ready`, then waits for SIGTERM, SIGINT or `stopped`, and stops without dropping a request. A second
 * signal ends the process immediately.
 */
export async function runUntilStopped(
  server: AuthorizationServer,
  listener: Listener,
  parts: {
    readonly drainSeconds: number
    /** Resolves when another process wants this one to stop. */
    readonly stopped?: Promise<void>
    readonly ready: () => Promise<void> | void
    readonly stopping: () => void
  },
): Promise<void> {
  // A process that reads that we are ready may stop us immediately.
  const signal = nextSignal()
  await parts.ready()
  await Promise.race(parts.stopped === undefined ? [signal] : [signal, parts.stopped])
  parts.stopping()
  server.drain()
  listener.endConnections()
  await sleep(parts.drainSeconds * 1000)
  await listener.close()
  await server.close()
}

function nextSignal(): Promise<void> {
  return new Promise((resolve) => {
    onSignals({ first: resolve, second: () => process.exit(exitCodes.interrupted) })
  })
}
