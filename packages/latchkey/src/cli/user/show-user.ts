import type { Command } from 'commander'
import { addLeafCommand, type SharedOptions } from '../leaf-command.ts'
import { answer } from '../terminal/answer.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { withServer } from '../with-server.ts'
import { describeUser } from './describe-user.ts'
import { findUser } from './find-user.ts'

export function addUserShow(user: Command, terminal: Terminal): void {
  addLeafCommand(user, 'show <user>', {
    summary: 'Show an account, by username or id',
    examples: ['user show ada@example.com'],
  }).action(async (named: string, options: SharedOptions) => {
    const account = await withServer(terminal, options, (server) => findUser(server, named))
    answer(terminal, options, { document: { user: account }, text: describeUser(account) })
  })
}
