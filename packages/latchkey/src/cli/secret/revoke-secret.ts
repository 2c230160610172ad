import type { Command } from 'commander'
import { addLeafCommand, type SharedOptions } from '../leaf-command.ts'
import { answer } from '../terminal/answer.ts'
import { requireConfirmation } from '../terminal/confirm.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { withServer } from '../with-server.ts'

export function addSecretRevoke(secret: Command, terminal: Terminal): void {
  addLeafCommand(secret, 'revoke <clientId> <secretId>', {
    summary: 'Make a secret worthless at once',
    detail: 'The id of a secret is in `latchkey client show`.',
    examples: ['secret revoke my-app 3f9c1d --yes'],
  })
    .option('--yes', 'does not ask')
    .action(async (clientId: string, secretId: string, options: SharedOptions & { yes?: boolean }) => {
      await requireConfirmation(terminal, `Revoke the secret ${secretId} of ${clientId}?`, options)
      await withServer(terminal, options, (server) => server.clients.revokeSecret(clientId, secretId))
      answer(terminal, options, {
        document: { revoked: secretId },
        text: `Revoked ${secretId} of ${clientId}.`,
      })
    })
}
