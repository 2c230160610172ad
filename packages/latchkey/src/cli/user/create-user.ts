import type { Command } from 'commander'
import { addLeafCommand, type SharedOptions } from '../leaf-command.ts'
import { answer } from '../terminal/answer.ts'
import { type PasswordOptions, readPassword } from '../terminal/read-password.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { withServer } from '../with-server.ts'
import { addClaimOptions, type ClaimOptions, toClaims } from './claim-options.ts'
import { describeUser } from './describe-user.ts'
import { addPasswordOptions } from './password-options.ts'
import { requireGoodPassword } from './require-good-password.ts'

interface CreateOptions extends SharedOptions, ClaimOptions, PasswordOptions {
  readonly id?: string
  readonly password?: boolean
}

export function addUserCreate(user: Command, terminal: Terminal): void {
  const command = addLeafCommand(user, 'create <username>', {
    summary: 'Make an account',
    detail:
      'The password is asked for, read from standard input, or made; it is never given as an option. One that somebody chose is held to the rules of the sign-up page.',
    examples: [
      'user create ada@example.com --name "Ada Lovelace" --email ada@example.com --email-verified',
      'user create ada@example.com --generate-password --json',
      'user create ada@example.com --password-stdin < password.txt',
    ],
  })
  addClaimOptions(addPasswordOptions(command))
    .option('--no-password', 'the account cannot sign in by password')
    .option('--id <sub>', 'its id, the "sub" of its tokens (default: a random one)')
    .action(async (username: string, options: CreateOptions) => {
      const chosen = options.password === false ? undefined : await readPassword(terminal, options)
      const account = await withServer(terminal, options, async (server) => {
        if (chosen !== undefined) await requireGoodPassword(server, username, chosen)
        return server.accounts.create({
          username,
          claims: toClaims(options),
          ...(chosen !== undefined && { password: chosen.password }),
          ...(options.id !== undefined && { id: options.id }),
        })
      })
      const shown = chosen?.generated ? { password: chosen.password } : {}
      const password = shown.password === undefined ? '' : `\n\nPassword (shown once)\n${shown.password}`
      answer(terminal, options, {
        document: { user: account, ...shown },
        text: `${describeUser(account)}${password}`,
      })
    })
}
