import type { Command } from 'commander'
import { addLeafCommand, type SharedOptions } from '../leaf-command.ts'
import { answer } from '../terminal/answer.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { withServer } from '../with-server.ts'
import { describeUser } from './describe-user.ts'
import { findUser } from './find-user.ts'

export function addUserDisable(user: Command, terminal: Terminal): void {
  addSwitch(user, terminal, {
    verb: 'disable',
    disabled: true,
    summary: 'Lock an account out: ends its sessions and revokes what apps hold for it',
  })
}

export function addUserEnable(user: Command, terminal: Terminal): void {
  addSwitch(user, terminal, {
    verb: 'enable',
    disabled: false,
    summary: 'Let a disabled account sign in again',
  })
}

function addSwitch(
  user: Command,
  terminal: Terminal,
  {
    verb,
    disabled,
    summary,
  }: { readonly verb: string; readonly disabled: boolean; readonly summary: string },
): void {
  addLeafCommand(user, `${verb} <user>`, { summary, examples: [`user ${verb} ada@example.com`] }).action(
    async (named: string, options: SharedOptions) => {
      const account = await withServer(terminal, options, async (server) =>
        server.accounts.update((await findUser(server, named)).id, { disabled }),
      )
      answer(terminal, options, { document: { user: account }, text: describeUser(account) })
    },
  )
}
