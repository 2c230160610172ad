import type { Command } from 'commander'
import { createLogger } from '../index.ts'
import { addLeafCommand, type SharedOptions } from './leaf-command.ts'
import { addListenOptions, type ListenOptions, toListenFlags } from './listen-options.ts'
import { loadForCommand } from './load-for-command.ts'
import { serve } from './serve.ts'
import type { Terminal } from './terminal.ts'
import { readVersion } from './version.ts'

interface StartOptions extends SharedOptions, ListenOptions {
  readonly issuer?: string
  readonly storage?: string
}

/** `latchkey start`: the server in production. */
export function addStart(program: Command, terminal: Terminal): void {
  const command = addLeafCommand(program, 'start', {
    summary: 'Run the server',
    detail:
      'Reads latchkey.config.ts, .mts, .js, .mjs or .json, then LATCHKEY_ISSUER, LATCHKEY_STORAGE, LATCHKEY_SECRET,\nLATCHKEY_SECRET_FILE, LATCHKEY_HOST and PORT, then the options; the later wins. Stops on SIGTERM and SIGINT.',
    examples: ['start', 'start --config /etc/latchkey/latchkey.config.json --host 0.0.0.0'],
  })
  addListenOptions(command)
    .option('--issuer <url>', 'the public URL of this server')
    .option('--storage <url>', 'sqlite:FILE or memory:')
    .action(async (options: StartOptions) => {
      const { issuer, storage } = options
      const loaded = await loadForCommand(terminal, options, {
        flags: { ...toListenFlags(options), issuer, storage },
      })
      const logger = createLogger(options.json ? { destination: { write: terminal.note } } : {})
      await serve(loaded, {
        terminal,
        logger,
        ready(server, { url }) {
          const state = { issuer: server.issuer, url, pid: process.pid }
          if (options.json) terminal.out(`${JSON.stringify(state)}\n`)
          else terminal.note(`latchkey ${readVersion()} is ready on ${url} for the issuer ${server.issuer}\n`)
        },
      })
    })
}
