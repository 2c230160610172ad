import type { Command } from 'commander'
import { addLeafCommand, type SharedOptions } from '../leaf-command.ts'
import { answer } from '../terminal/answer.ts'
import { CommandError } from '../terminal/command-error.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { withServer } from '../with-server.ts'
import { addClaimOptions, type ClaimOptions, toClaims } from './claim-options.ts'
import { describeUser } from './describe-user.ts'
import { findUser } from './find-user.ts'

interface UpdateOptions extends SharedOptions, ClaimOptions {
  readonly username?: string
}

export function addUserUpdate(user: Command, terminal: Terminal): void {
  const command = addLeafCommand(user, 'update <user>', {
    summary: 'Change an account',
    detail: 'Claims are added to those that are there; --claim name=null removes one.',
    examples: [
      'user update ada@example.com --name "Ada King"',
      'user update ada@example.com --claim locale=en-GB',
    ],
  })
  addClaimOptions(command)
    .option('--username <username>', 'what the person types to sign in')
    .action(async (named: string, options: UpdateOptions) => {
      const stated = toClaims(options)
      if (options.username === undefined && Object.keys(stated).length === 0) {
        throw new CommandError('usage', 'Nothing to change: see latchkey user update --help')
      }
      const account = await withServer(terminal, options, async (server) => {
        const { id, claims } = await findUser(server, named)
        return server.accounts.update(id, {
          claims: withoutNulls({ ...claims, ...stated }),
          ...(options.username !== undefined && { username: options.username }),
        })
      })
      answer(terminal, options, { document: { user: account }, text: describeUser(account) })
    })
}

function withoutNulls(claims: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== null))
}
