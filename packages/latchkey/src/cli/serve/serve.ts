import type { LoadedConfiguration } from '../../config/load-configuration.ts'
import { type AuthorizationServer, createAuthorizationServer, type Logger } from '../../index.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { limitYoungGeneration } from './limit-young-generation.ts'
import { type Listener, listen, requireFreePort } from './listen.ts'
import { returnStartUpMemory } from './return-start-up-memory.ts'
import { runUntilStopped } from './run-until-stopped.ts'
import { suggestPort } from './suggest-port.ts'

/** Printed once when the server starts to stop. */
export const STOPPING = 'Stopping: finishing what is under way. Press Ctrl-C again to end at once.\n'

/** Starts the configured server, reports it through `ready`, and serves until it is stopped. */
export async function serve(
  loaded: LoadedConfiguration,
  parts: {
    readonly command: 'start' | 'dev'
    readonly terminal: Terminal
    /** Used unless the configuration has a logger of its own. */
    readonly logger: Logger
    /** Set when this is one of several processes on this port. */
    readonly sharedPort?: number
    /** Resolves when another process wants this one to stop. */
    readonly stopped?: Promise<void>
    readonly ready: (server: AuthorizationServer, listener: Listener) => Promise<void> | void
  },
): Promise<void> {
  const { configuration, listening, parsed } = loaded
  const logger = parsed.logger ?? parts.logger
  if (logger !== false) for (const { file, warning } of loaded.exposed) logger.warn({ file }, warning)
  const place = { ...listening, ifTaken: suggestPort(loaded, parts.command) }
  // Before there are keys and a database, which nobody needs if nothing comes of it.
  if (parts.sharedPort === undefined) await requireFreePort(place)
  const server = await createAuthorizationServer({ ...configuration, logger })
  try {
    const shared = parts.sharedPort !== undefined && { port: parts.sharedPort, sharesPort: true }
    const listener = await listen(server, { ...place, ...shared }, parsed.settings.limits)
    await runUntilStopped(server, listener, {
      drainSeconds: listening.drainSeconds,
      ...(parts.stopped !== undefined && { stopped: parts.stopped }),
      stopping() {
        // Otherwise, the process that stops us has printed it.
        if (parts.stopped === undefined) parts.terminal.note(STOPPING)
      },
      async ready() {
        await parts.ready(server, listener)
        setImmediate(returnStartUpMemory)
        limitYoungGeneration()
      },
    }).finally(() => listener.close())
  } finally {
    await server.close()
  }
}
