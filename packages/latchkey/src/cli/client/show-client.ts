import type { Command } from 'commander'
import { addLeafCommand, type SharedOptions } from '../leaf-command.ts'
import { answer } from '../terminal/answer.ts'
import { CommandError } from '../terminal/command-error.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { withServer } from '../with-server.ts'
import { describeClient } from './describe-client.ts'

export function addClientShow(client: Command, terminal: Terminal): void {
  addLeafCommand(client, 'show <clientId>', {
    summary: 'Show an app',
    examples: ['client show my-app'],
  }).action(async (clientId: string, options: SharedOptions) => {
    const found = await withServer(terminal, options, (server) => server.clients.find(clientId))
    if (found === undefined) throw new CommandError('notFound', `There is no client with the id ${clientId}`)
    answer(terminal, options, { document: { client: found }, text: describeClient(found) })
  })
}
