import type { Command } from 'commander'
import { addLeafCommand, type SharedOptions } from '../leaf-command.ts'
import { toPositiveInteger } from '../page-options.ts'
import { answer, toDate } from '../terminal/answer.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { withServer } from '../with-server.ts'

interface AddOptions extends SharedOptions {
  readonly label?: string
  readonly expiresInDays?: number
}

const secondsOfADay = 86_400

export function addSecretAdd(secret: Command, terminal: Terminal): void {
  addLeafCommand(secret, 'add <clientId>', {
    summary: 'Give an app another secret',
    detail:
      'The new secret works beside the old ones, so that the app can be changed over; then revoke the old one.',
    examples: ['secret add my-app --label "from December" --expires-in-days 365'],
  })
    .option('--label <label>', 'what tells it from the others')
    .option('--expires-in-days <days>', 'stops working by itself', toPositiveInteger)
    .action(async (clientId: string, options: AddOptions) => {
      const { label, expiresInDays } = options
      const added = await withServer(terminal, options, (server) =>
        server.clients.addSecret(clientId, {
          ...(label !== undefined && { label }),
          ...(expiresInDays !== undefined && { expiresAt: epochSecondsIn(expiresInDays) }),
        }),
      )
      const expiry = added.secret.expiresAt === undefined ? '' : `, expires ${toDate(added.secret.expiresAt)}`
      const text = `Client secret (shown once)\n${added.clientSecret}\n\nSecret ${added.secret.id} of ${clientId}${expiry}`
      answer(terminal, options, { document: added, text })
    })
}

function epochSecondsIn(days: number): number {
  return Math.floor(Date.now() / 1000) + days * secondsOfADay
}
