import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import type { LoadedConfiguration } from '../../config/load-configuration.ts'
import { commandOptions, type FileConfiguration } from '../../settings/options.ts'
import { addLeafCommand, type SharedOptions } from '../leaf-command.ts'
import { loadForCommand } from '../load-for-command.ts'
import { CommandError } from '../terminal/command-error.ts'
import { createReadableLog } from '../terminal/readable-log.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { toBanner } from './dev-banner.ts'
import { openFirstAccount } from './first-account.ts'
import { findFreePort } from './free-port.ts'
import { addListenOptions, type ListenOptions, toListenFlags } from './listen-options.ts'
import { serve } from './serve.ts'

const dataFolder = '.latchkey'
const loopback = /^(?:localhost|127\.\d+\.\d+\.\d+|::1)$/

interface DevOptions extends SharedOptions, ListenOptions {
  readonly newPassword?: boolean
}

/**
 * `latchkey dev`: a working server without a configuration, for the first five minutes and for development.
 */
export function addDev(program: Command, terminal: Terminal): void {
  const command = addLeafCommand(program, 'dev', {
    summary: 'Try it: a working server, an account and a client, without any configuration',
    detail:
      'Uses the configuration file of this folder if there is one. Data is kept in .latchkey/. Not for production.',
    examples: ['dev', 'dev --port 4100', 'dev --new-password'],
  })
  addListenOptions(command)
    .option('--new-password', 'gives the account me@localhost another password, and shows it')
    .action(async (options: DevOptions) => {
      const port = options.port === 0 ? await findFreePort() : options.port
      const withoutFile = developmentConfiguration(terminal.folder, port ?? commandOptions.port.default)
      const flags = {
        ...toListenFlags({ ...options, ...(port !== undefined && { port }) }),
        development: true,
      }
      const loaded = await loadForCommand(terminal, options, { flags, withoutFile, runBy: 'dev' })
      requireLoopback(loaded, options)
      if (loaded.file === undefined) makeDataFolder(join(terminal.folder, dataFolder))
      await serve(loaded, {
        command: 'dev',
        terminal,
        logger: createReadableLog({ write: terminal.note, hasColours: terminal.hasColours.note }),
        async ready(server, { url }) {
          const account = await openFirstAccount(server, { newPassword: options.newPassword === true })
          const state = { issuer: server.issuer, url, pid: process.pid, ...(account && { account }) }
          if (options.json) terminal.out(`${JSON.stringify(state)}\n`)
          else terminal.out(toBanner(loaded, account))
        },
      })
    })
}

function developmentConfiguration(folder: string, port: number): FileConfiguration {
  return {
    issuer: `http://localhost:${port}`,
    storage: `sqlite:${join(folder, dataFolder, 'dev.db')}`,
    accounts: { signUp: 'open' },
    clients: [{ clientId: 'demo', name: 'Demo app', redirectUris: ['http://localhost:3000/callback'] }],
  }
}

/**
 * A server with a publicly known client and open sign-up must be reachable only from this machine, unless the
 * command line says otherwise.
 */
function requireLoopback({ listening }: LoadedConfiguration, { host }: ListenOptions): void {
  if (host !== undefined || loopback.test(listening.host)) return
  throw new CommandError(
    'configuration',
    `latchkey dev does not listen on ${listening.host}, where others can reach it. Add --host ${listening.host} if you mean it.`,
  )
}

function makeDataFolder(folder: string): void {
  try {
    if (!existsSync(folder)) mkdirSync(folder, { mode: 0o700 })
    writeFileSync(join(folder, '.gitignore'), '*\n')
  } catch (cause) {
    throw new CommandError('failed', `Cannot write to ${folder}. Start in a folder that you may write to.`, {
      cause,
    })
  }
}
