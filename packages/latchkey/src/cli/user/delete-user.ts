import type { Command } from 'commander'
import { addLeafCommand, type SharedOptions } from '../leaf-command.ts'
import { answer } from '../terminal/answer.ts'
import { requireConfirmation } from '../terminal/confirm.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { withServer } from '../with-server.ts'
import { findUser } from './find-user.ts'

export function addUserDelete(user: Command, terminal: Terminal): void {
  addLeafCommand(user, 'delete <user>', {
    summary: 'Delete an account, its sessions and what apps hold for it',
    examples: ['user delete ada@example.com', 'user delete ada@example.com --yes --json'],
  })
    .option('--yes', 'does not ask')
    .action(async (named: string, options: SharedOptions & { yes?: boolean }) => {
      await requireConfirmation(terminal, `Delete ${named} for good?`, options)
      const account = await withServer(terminal, options, async (server) => {
        const found = await findUser(server, named)
        await server.accounts.remove(found.id)
        return found
      })
      answer(terminal, options, { document: { deleted: account.id }, text: `Deleted ${account.username}.` })
    })
}
