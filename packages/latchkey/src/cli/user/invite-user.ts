import type { Command } from 'commander'
import { addLeafCommand, type SharedOptions } from '../leaf-command.ts'
import { answer, toDate } from '../terminal/answer.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { withServer } from '../with-server.ts'

export function addUserInvite(user: Command, terminal: Terminal): void {
  addLeafCommand(user, 'invite', {
    summary: 'Make a link with which one person can sign up',
    examples: ['user invite', 'user invite --email ada@example.com --json'],
  })
    .option('--email <address>', 'only with this address as username')
    .action(async (options: SharedOptions & { email?: string }) => {
      const { email } = options
      const invitation = await withServer(terminal, options, (server) =>
        server.accounts.invite(email === undefined ? {} : { email }),
      )
      const text = `${invitation.url}\n\nFor one sign-up, until ${toDate(invitation.expiresAt)}`
      answer(terminal, options, { document: invitation, text })
    })
}
