import type { LoadedConfiguration } from '../../../config/load-configuration.ts'
import { createAuthorizationServer, type Logger } from '../../../index.ts'
import { exitCodes } from '../../exit-codes.ts'
import type { Terminal } from '../../terminal/terminal.ts'
import { findPort, inFlightSeconds, requireFreePort } from '../listen.ts'
import { returnStartUpMemory } from '../return-start-up-memory.ts'
import { STOPPING } from '../serve.ts'
import { onSignals } from '../stop-signals.ts'
import { suggestPort } from '../suggest-port.ts'
import { WorkerPool } from './worker-pool.ts'

/** How long a worker may take to exit after its requests have finished. */
const endingSeconds = 5

/** What is reported about a server that is ready. */
export interface ReadyState {
  readonly issuer: string
  readonly url: string
  /** The pids of the workers, if this process does not serve itself. */
  readonly workers?: readonly number[]
}

/**
 * Serves with several processes on one port. This process serves nothing itself: it does what has to be done
 * once, and supervises the others.
 */
export async function runWorkers(
  loaded: LoadedConfiguration,
  parts: {
    readonly count: number
    readonly terminal: Terminal
    readonly logger: Logger
    readonly ready: (state: ReadyState) => void
  },
): Promise<void> {
  const { configuration, listening, parsed } = loaded
  const { count, terminal } = parts
  const place = { ...listening, ifTaken: suggestPort(loaded, 'start') }
  await requireFreePort(place)
  // Creates the secret file, migrations, signing keys and configured accounts, so that the workers need not.
  const server = await createAuthorizationServer({
    ...configuration,
    logger: parsed.logger ?? parts.logger,
  })
  await server.close()
  const pool = new WorkerPool({ terminal, port: await findPort(place) })
  const workers = await pool.start(count)
  onSignals({
    first() {
      terminal.note(STOPPING)
      pool.stop(listening.drainSeconds + inFlightSeconds + endingSeconds)
    },
    second() {
      pool.kill()
      process.exit(exitCodes.interrupted)
    },
  })
  const kept = pool.supervise(workers)
  const [first] = workers
  parts.ready({ issuer: server.issuer, url: first?.url ?? '', workers: workers.map(({ pid }) => pid) })
  setImmediate(returnStartUpMemory)
  await kept
}
