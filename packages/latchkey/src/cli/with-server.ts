import { isForgetful } from '../config/parse-storage.ts'
import { type AuthorizationServer, createAuthorizationServer } from '../index.ts'
import type { SharedOptions } from './leaf-command.ts'
import { loadForCommand } from './load-for-command.ts'
import { CommandError } from './terminal/command-error.ts'
import type { Terminal } from './terminal/terminal.ts'

/** Creates the configured server for one operation, without listening, and closes it afterwards. */
export async function withServer<Result>(
  terminal: Terminal,
  options: SharedOptions,
  work: (server: AuthorizationServer) => Promise<Result>,
): Promise<Result> {
  const { configuration, parsed } = await loadForCommand(terminal, options)
  if (isForgetful(parsed.storage)) {
    throw new CommandError(
      'configuration',
      `storage is "${parsed.storage}", which forgets everything when this command ends`,
    )
  }
  const server = await createAuthorizationServer({ ...configuration, logger: false })
  try {
    return await work(server)
  } finally {
    await server.close()
  }
}
