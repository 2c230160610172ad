import type { Command } from 'commander'
import { addLeafCommand, type SharedOptions } from '../leaf-command.ts'
import { answer, toDate, toTable } from '../terminal/answer.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { withServer } from '../with-server.ts'

export function addKeysList(keys: Command, terminal: Terminal): void {
  addLeafCommand(keys, 'list', {
    summary: 'List the published signing keys',
    detail: 'next: published, does not sign yet. current: signs. previous: verifies what it signed.',
    examples: ['keys list', 'keys list --json'],
  }).action(async (options: SharedOptions) => {
    const listed = await withServer(terminal, options, (server) => server.keys.list())
    const rows = listed.map((key) => [
      key.algorithm,
      key.state,
      key.kid,
      toDate(key.activatesAt) ?? '',
      toDate(key.retiresAt) ?? '',
    ])
    answer(terminal, options, {
      document: { keys: listed },
      text: toTable(['ALGORITHM', 'STATE', 'KID', 'SIGNS FROM', 'PUBLISHED UNTIL'], rows),
    })
  })
}
