import { Command } from 'commander'
import { addClientCommands } from './client/client-commands.ts'
import { addCopy } from './copy/copy.ts'
import { addDoctor } from './doctor/doctor.ts'
import { addInit } from './init.ts'
import { addKeysCommands } from './keys/keys-commands.ts'
import { addMigrate } from './migrate.ts'
import { addSecretCommands } from './secret/secret-commands.ts'
import { addDev } from './serve/dev.ts'
import { addStart } from './serve/start.ts'
import { addServerSecret } from './server-secret.ts'
import type { Terminal } from './terminal/terminal.ts'
import { addUserCommands } from './user/user-commands.ts'
import { readVersion } from './version.ts'

const exits =
  'Exit codes: 0 done, 1 failed, 2 usage, 3 configuration, 4 not found, 5 conflict, 130 interrupted.'

/** Creates the whole command line. */
export function createProgram(terminal: Terminal): Command {
  const program = new Command('latchkey')
    .description('Your own front door: an OAuth 2.1 and OpenID Connect server.')
    .version(readVersion())
    .configureOutput({ writeOut: terminal.out, writeErr: terminal.note })
    .exitOverride()
    .showHelpAfterError('Add --help for what is possible.')
    .addHelpText('after', `\nBegin with:\n  $ latchkey dev\n\n${exits}`)
  for (const add of [addInit, addDev, addStart, addMigrate, addCopy, addDoctor]) add(program, terminal)
  for (const add of [
    addClientCommands,
    addSecretCommands,
    addUserCommands,
    addKeysCommands,
    addServerSecret,
  ]) {
    add(program, terminal)
  }
  return program
}
