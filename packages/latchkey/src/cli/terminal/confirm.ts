import { CommandError } from './command-error.ts'
import type { Terminal } from './terminal.ts'

/** Asks for confirmation before something that cannot be undone. */
export async function requireConfirmation(
  terminal: Terminal,
  question: string,
  { yes }: { readonly yes?: boolean },
): Promise<void> {
  if (yes) return
  if (!terminal.interactive) throw new CommandError('usage', `${question} Add --yes if you are sure.`)
  const reply = await terminal.ask(`${question} Type "yes": `)
  if (reply.trim().toLowerCase() !== 'yes') throw new CommandError('interrupted', 'Nothing was done.')
}
