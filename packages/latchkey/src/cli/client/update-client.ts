import { type Command, Option } from 'commander'
import { addLeafCommand, type SharedOptions } from '../leaf-command.ts'
import { answer } from '../terminal/answer.ts'
import { CommandError } from '../terminal/command-error.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { withServer } from '../with-server.ts'
import { addClientOptions, type ReadOptions, toClientChange } from './client-options.ts'
import { describeClient } from './describe-client.ts'

type UpdateOptions = SharedOptions &
  ReadOptions & { readonly name?: string; readonly disable?: boolean; readonly enable?: boolean }

export function addClientUpdate(client: Command, terminal: Terminal): void {
  const command = addLeafCommand(client, 'update <clientId>', {
    summary: 'Change an app',
    detail: 'Lists replace what was there. Disabling revokes what the app holds.',
    examples: [
      'client update my-app --redirect-uri https://new.example.com/callback',
      'client update my-app --no-jwks --jwks-uri https://app.example.com/jwks',
      'client update my-app --disable',
    ],
  })
  addClientOptions(command, { exists: true })
    .option('--name <name>', 'its name')
    .addOption(new Option('--disable', 'gives it nothing any more').conflicts('enable'))
    .option('--enable', 'lets it work again')
    .action(async (clientId: string, options: UpdateOptions) => {
      const change = { ...toClientChange(options, terminal), ...toNameAndState(options) }
      if (Object.keys(change).length === 0)
        throw new CommandError('usage', 'Nothing to change: see latchkey client update --help')
      const updated = await withServer(terminal, options, (server) => server.clients.update(clientId, change))
      answer(terminal, options, { document: { client: updated }, text: describeClient(updated) })
    })
}

function toNameAndState({ name, disable, enable }: UpdateOptions): { name?: string; disabled?: boolean } {
  return {
    ...(name !== undefined && { name }),
    ...((disable || enable) && { disabled: disable === true }),
  }
}
