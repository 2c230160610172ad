import { CommandError } from './command-error.ts'
import { makeReadablePassword } from './readable-password.ts'
import type { Terminal } from './terminal.ts'

export interface PasswordOptions {
  readonly passwordStdin?: boolean
  readonly generatePassword?: boolean
}

/** A password, and whether it was generated and must therefore be shown. */
export interface ReadPassword {
  readonly password: string
  readonly generated: boolean
}

/** The password to set. Never read from a flag: other users of the machine can see those. */
export async function readPassword(terminal: Terminal, options: PasswordOptions): Promise<ReadPassword> {
  if (options.generatePassword && options.passwordStdin) {
    throw new CommandError('usage', 'Choose one of --generate-password and --password-stdin.')
  }
  if (options.generatePassword) return { password: makeReadablePassword(), generated: true }
  if (options.passwordStdin) {
    return { password: requireSome((await terminal.readInput()).replace(/\r?\n$/, '')), generated: false }
  }
  if (terminal.interactive) return { password: await askTwice(terminal), generated: false }
  throw new CommandError(
    'usage',
    'Nobody is there to ask for a password: add --password-stdin or --generate-password.',
  )
}

async function askTwice(terminal: Terminal): Promise<string> {
  const password = requireSome(await terminal.ask('Password: ', { secret: true }))
  if ((await terminal.ask('Once more: ', { secret: true })) === password) return password
  throw new CommandError('usage', 'The two passwords differ. Nothing was done.')
}

function requireSome(password: string): string {
  if (password !== '') return password
  throw new CommandError('usage', 'The password is empty.')
}
