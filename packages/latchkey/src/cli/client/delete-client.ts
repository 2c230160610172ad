import type { Command } from 'commander'
import { addLeafCommand, type SharedOptions } from '../leaf-command.ts'
import { answer } from '../terminal/answer.ts'
import { requireConfirmation } from '../terminal/confirm.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { withServer } from '../with-server.ts'

export function addClientDelete(client: Command, terminal: Terminal): void {
  addLeafCommand(client, 'delete <clientId>', {
    summary: 'Delete an app and revoke what it holds',
    examples: ['client delete my-app', 'client delete my-app --yes --json'],
  })
    .option('--yes', 'does not ask')
    .action(async (clientId: string, options: SharedOptions & { yes?: boolean }) => {
      await requireConfirmation(terminal, `Delete ${clientId} for good?`, options)
      await withServer(terminal, options, (server) => server.clients.remove(clientId))
      answer(terminal, options, { document: { deleted: clientId }, text: `Deleted ${clientId}.` })
    })
}
