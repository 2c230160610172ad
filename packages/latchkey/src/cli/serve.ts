import type { LoadedConfiguration } from '../config/load-configuration.ts'
import { type AuthorizationServer, createAuthorizationServer, type Logger } from '../index.ts'
import { type Listener, listen } from './listen.ts'
import { returnStartUpMemory } from './return-start-up-memory.ts'
import { runUntilStopped } from './run-until-stopped.ts'
import type { Terminal } from './terminal.ts'

/** Starts the configured server, says so through `ready`, and serves until it is told to stop. */
export async function serve(
  loaded: LoadedConfiguration,
  parts: {
    readonly terminal: Terminal
    /** Used unless the configuration has a logger of its own. */
    readonly logger: Logger
    readonly ready: (server: AuthorizationServer, listener: Listener) => Promise<void> | void
  },
): Promise<void> {
  const { configuration, listening, parsed } = loaded
  const server = await createAuthorizationServer({
    ...configuration,
    logger: configuration.logger ?? parts.logger,
  })
  try {
    const listener = await listen(server, listening, parsed.settings.limits)
    await runUntilStopped(server, listener, {
      terminal: parts.terminal,
      drainSeconds: listening.drainSeconds,
      async ready() {
        await parts.ready(server, listener)
        setImmediate(returnStartUpMemory)
      },
    }).finally(() => listener.close())
  } finally {
    await server.close()
  }
}
