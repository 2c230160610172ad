import { setTimeout as sleep } from 'node:timers/promises'
import type { AuthorizationServer } from '../index.ts'
import { exitCodes } from './command-error.ts'
import type { Listener } from './listen.ts'
import type { Terminal } from './terminal.ts'

const signals = ['SIGINT', 'SIGTERM'] as const

/** Waits for SIGTERM or SIGINT, then stops without dropping a request. A second signal ends the process at once. */
export async function runUntilStopped(
  server: AuthorizationServer,
  listener: Listener,
  { terminal, drainSeconds }: { readonly terminal: Terminal; readonly drainSeconds: number },
): Promise<void> {
  await nextSignal()
  for (const signal of signals) process.once(signal, () => process.exit(exitCodes.interrupted))
  terminal.note('Stopping: finishing what is under way. Press Ctrl-C again to end at once.\n')
  server.drain()
  await sleep(drainSeconds * 1000)
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
