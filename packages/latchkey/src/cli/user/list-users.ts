import type { Command } from 'commander'
import { addLeafCommand } from '../leaf-command.ts'
import { addPageOptions, type PageOptions, toListPage } from '../page-options.ts'
import { answer, toTable } from '../terminal/answer.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { withServer } from '../with-server.ts'

export function addUserList(user: Command, terminal: Terminal): void {
  const command = addLeafCommand(user, 'list', {
    summary: 'List the accounts',
    examples: ['user list', 'user list --limit 500 --json'],
  })
  addPageOptions(command, 'id').action(async (options: PageOptions) => {
    const users = await withServer(terminal, options, (server) => server.accounts.list(toListPage(options)))
    const rows = users.map((each) => [
      each.id,
      each.username,
      each.claims.name ?? '',
      each.disabled ? 'disabled' : 'active',
    ])
    const text = rows.length === 0 ? 'No accounts yet. Make one: latchkey user create --help' : ''
    answer(terminal, options, {
      document: { users },
      text: text || toTable(['ID', 'USERNAME', 'NAME', 'STATE'], rows),
    })
  })
}
