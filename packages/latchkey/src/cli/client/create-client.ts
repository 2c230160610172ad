import { type Command, Option } from 'commander'
import type { ClientStatement } from '../../protocol/clients/client.ts'
import { addLeafCommand, type SharedOptions } from '../leaf-command.ts'
import { answer } from '../terminal/answer.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { withServer } from '../with-server.ts'
import { addClientOptions, type ReadOptions, toClientChange } from './client-options.ts'
import { describeClient } from './describe-client.ts'

type CreateOptions = SharedOptions &
  ReadOptions & { readonly id?: string; readonly public?: boolean; readonly disable?: boolean }

const keepsNoSecret = { tokenEndpointAuthMethod: 'none' } as const

export function addClientCreate(client: Command, terminal: Terminal): void {
  const command = addLeafCommand(client, 'create <name>', {
    summary: 'Register an app',
    detail:
      'An app on a server gets a secret, shown once. An app in a browser or on a device can keep none: give --public.',
    examples: [
      'client create "Web shop" --redirect-uri https://shop.example.com/callback',
      'client create "Phone app" --public --redirect-uri com.example.app:/callback',
      'client create "Nightly job" --grant client_credentials --scope books:read --json',
    ],
  })
  addClientOptions(command, { exists: false })
    .option('--id <clientId>', 'its client ID (default: a random one)')
    .option('--disable', 'gives it nothing yet')
    .addOption(
      new Option('--public', 'keeps no secret: PKCE alone (--method none)').conflicts([
        'method',
        'jwks',
        'jwksUri',
      ]),
    )
    .action(async (name: string, options: CreateOptions) => {
      const registration = {
        // Anyone with access to the server's files acts for its operator.
        verified: true,
        ...(toClientChange(options, terminal) as ClientStatement),
        ...(options.disable && { disabled: true }),
        ...(options.public && keepsNoSecret),
        name,
      }
      const created = await withServer(terminal, options, (server) =>
        server.clients.create({ ...registration, ...(options.id !== undefined && { clientId: options.id }) }),
      )
      const { clientSecret } = created
      const secret = clientSecret === undefined ? '' : `\n\nClient secret (shown once)\n${clientSecret}`
      answer(terminal, options, { document: created, text: `${describeClient(created.client)}${secret}` })
    })
}
