import type { Command } from 'commander'
import type { ClientSecret, NewSecret } from '../../index.ts'
import { addLeafCommand, type SharedOptions } from '../leaf-command.ts'
import { toPositiveInteger } from '../page-options.ts'
import { answer, toDate } from '../terminal/answer.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { withServer } from '../with-server.ts'

interface Added {
  readonly secret: Omit<ClientSecret, 'secretHash'>
  readonly clientSecret?: string
}

interface AddOptions extends SharedOptions {
  readonly label?: string
  readonly expiresInDays?: number
  readonly secretStdin?: boolean
}

const secondsOfADay = 86_400

export function addSecretAdd(secret: Command, terminal: Terminal): void {
  addLeafCommand(secret, 'add <clientId>', {
    summary: 'Give an app another secret',
    detail:
      'The new secret works beside the old ones, so that the app can be changed over; then revoke the old one.',
    examples: [
      'secret add my-app --label "from December" --expires-in-days 365',
      'secret add my-app --secret-stdin --label "of the old server"',
    ],
  })
    .option('--label <label>', 'what tells it from the others')
    .option('--expires-in-days <days>', 'stops working by itself', toPositiveInteger)
    .option('--secret-stdin', 'reads one that exists already from standard input, instead of making one')
    .action(async (clientId: string, options: AddOptions) => {
      const given = await toNewSecret(options, terminal)
      const added: Added = await withServer(terminal, options, (server) =>
        server.clients.addSecret(clientId, given),
      )
      const { secret, clientSecret } = added
      const expiry = secret.expiresAt === undefined ? '' : `, expires ${toDate(secret.expiresAt)}`
      const made = clientSecret === undefined ? '' : `Client secret (shown once)\n${clientSecret}\n\n`
      answer(terminal, options, {
        document: added,
        text: `${made}Secret ${secret.id} of ${clientId}${expiry}`,
      })
    })
}

/** Never read from an option: other users of the machine can see those. */
async function toNewSecret(
  { label, expiresInDays, secretStdin }: AddOptions,
  terminal: Terminal,
): Promise<NewSecret> {
  return {
    ...(label !== undefined && { label }),
    ...(expiresInDays !== undefined && { expiresAt: epochSecondsIn(expiresInDays) }),
    ...(secretStdin && { secret: (await terminal.readInput()).replace(/\r?\n$/, '') }),
  }
}

function epochSecondsIn(days: number): number {
  return Math.floor(Date.now() / 1000) + days * secondsOfADay
}
