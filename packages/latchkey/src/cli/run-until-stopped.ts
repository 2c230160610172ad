import { setTimeout as sleep } from 'node:timers/promises'
import type { AuthorizationServer } from '../index.ts'
import { exitCodes } from './command-error.ts'
import type { Listener } from './listen.ts'
import type { Terminal } from './terminal.ts'

const signals = ['SIGINT', 'SIGTERM'] as const

/** Runs `ready`, then waits for SIGTERM or SIGINT and stops without dropping a request. A second signal ends the process at once. */
export async function runUntilStopped(
  server: AuthorizationServer,
  listener: Listener,
  parts: {
    readonly terminal: Terminal
    readonly drainSeconds: number
    readonly ready: () => Promise<void> | void
  },
): Promise<void> {
  // Whoever reads that we are ready may stop us at once.
  const signal = nextSignal()
  await parts.ready()
  await signal
  for (const name of signals) process.once(name, () => process.exit(exitCodes.interrupted))
  parts.terminal.note('Stopping: finishing what is under way. Press Ctrl-C again to end at once.\n')
  server.drain()
  await sleep(parts.drainSeconds * 1000)
  await listener.close()
  await server.close()
}

function nextSignal(): Promise<void> {
  return new Promise((resolve) => {
    const stop = () => {
      for (const signal of signals) process.off(signal, stop)
      resolve()
    }
    for (const signal of signals) process.on(signal, stop)
  })
}
