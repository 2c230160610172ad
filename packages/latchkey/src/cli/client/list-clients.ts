import type { Command } from 'commander'
import { addLeafCommand } from '../leaf-command.ts'
import { addPageOptions, type PageOptions, toListPage } from '../page-options.ts'
import { answer, toTable } from '../terminal/answer.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { withServer } from '../with-server.ts'

export function addClientList(client: Command, terminal: Terminal): void {
  const command = addLeafCommand(client, 'list', {
    summary: 'List the apps',
    examples: ['client list', 'client list --limit 20 --after my-app --json'],
  })
  addPageOptions(command, 'client ID').action(async (options: PageOptions) => {
    const clients = await withServer(terminal, options, (server) => server.clients.list(toListPage(options)))
    const rows = clients.map((each) => [
      each.clientId,
      each.name,
      each.tokenEndpointAuthMethod === 'none' ? 'public' : 'confidential',
      each.disabled ? 'disabled' : 'active',
      each.source,
    ])
    const text = rows.length === 0 ? 'No apps yet. Register one: latchkey client create --help' : ''
    answer(terminal, options, {
      document: { clients },
      text: text || toTable(['CLIENT ID', 'NAME', 'KIND', 'STATE', 'FROM'], rows),
    })
  })
}
