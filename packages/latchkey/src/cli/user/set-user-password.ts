import type { Command } from 'commander'
import { addLeafCommand, type SharedOptions } from '../leaf-command.ts'
import { answer } from '../terminal/answer.ts'
import { type PasswordOptions, readPassword } from '../terminal/read-password.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { withServer } from '../with-server.ts'
import { findUser } from './find-user.ts'
import { addPasswordOptions } from './password-options.ts'
import { requireGoodPassword } from './require-good-password.ts'

export function addUserSetPassword(user: Command, terminal: Terminal): void {
  const command = addLeafCommand(user, 'set-password <user>', {
    summary: 'Give an account a new password',
    detail:
      'Signs the person out everywhere and revokes what apps hold for them. Wrong passwords that were counted for the account are forgotten, but for those at other addresses than this machine’s: they wait up to 15 minutes. A password that somebody chose is held to the rules of the sign-up page.',
    examples: ['user set-password ada@example.com', 'user set-password ada@example.com --generate-password'],
  })
  addPasswordOptions(command).action(async (named: string, options: SharedOptions & PasswordOptions) => {
    const chosen = await readPassword(terminal, options)
    const { password, generated } = chosen
    const account = await withServer(terminal, options, async (server) => {
      const found = await findUser(server, named)
      await requireGoodPassword(server, found.username, chosen)
      await server.accounts.setPassword(found.id, password)
      return found
    })
    answer(terminal, options, {
      document: { user: account, ...(generated && { password }) },
      text: `${account.username} has a new password.${generated ? `\n\nPassword (shown once)\n${password}` : ''}`,
    })
  })
}
