import type { LoadedConfiguration } from '../../../config/load-configuration.ts'
import { createAuthorizationServer, type Logger } from '../../../index.ts'
import { exitCodes } from '../../exit-codes.ts'
import type { Terminal } from '../../terminal/terminal.ts'
import { findPort, inFlightSeconds } from '../listen.ts'
import { returnStartUpMemory } from '../return-start-up-memory.ts'
import { STOPPING } from '../serve.ts'
import { onSignals } from '../stop-signals.ts'
import { WorkerCrew } from './worker-crew.ts'

/** What a worker needs to end beyond the time that its requests may take. */
const endingSeconds = 5

/** What is to be known of a server that is ready. */
export interface ReadyState {
  readonly issuer: string
  readonly url: string
  /** The pids of those that serve, when they are others than this process. */
  readonly workers?: readonly number[]
}

/**
 * Serves with several processes on one port. This one serves nothing itself: it does once what is to be done
 * once, and keeps the others.
 */
export async function runWorkers(
  { configuration, listening }: LoadedConfiguration,
  parts: {
    readonly count: number
    readonly terminal: Terminal
    readonly logger: Logger
    readonly ready: (state: ReadyState) => void
  },
): Promise<void> {
  const { count, terminal } = parts
  // The secret file, migrations, signing keys and configured accounts: the workers find them done.
  const server = await createAuthorizationServer({
    ...configuration,
    logger: configuration.logger ?? parts.logger,
  })
  await server.close()
  const crew = new WorkerCrew({ terminal, port: await findPort(listening) })
  const workers = await crew.start(count)
  onSignals({
    first() {
      terminal.note(STOPPING)
      crew.stop(listening.drainSeconds + inFlightSeconds + endingSeconds)
    },
    second() {
      crew.kill()
      process.exit(exitCodes.interrupted)
    },
  })
  const kept = crew.keep(workers)
  const [first] = workers
  parts.ready({ issuer: server.issuer, url: first?.url ?? '', workers: workers.map(({ pid }) => pid) })
  setImmediate(returnStartUpMemory)
  await kept
}
