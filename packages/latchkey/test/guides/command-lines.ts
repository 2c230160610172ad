import type { Command } from 'commander'
import { createProgram } from '../../src/cli/program.ts'
import { deafTerminal } from '../fixtures/command-names.ts'

/** What may stand before the name of the command. */
const BEFORE_COMMAND = /^(?:[A-Z_]+=\S*|sudo|npx|exec|env|-u|--user|latchkey@\S+)$/

/**
 * The words behind `latchkey` in each line of a shell block that runs it: what follows `|`, `&&` and `;` is a
 * line of its own, a line that ends in a backslash goes on, and what stands behind a `#` is a remark.
 */
export function latchkeyLines(code: string): readonly (readonly string[])[] {
  const commands = code.replaceAll('\\\n', ' ').split('\n').flatMap(toCommands)
  return commands.flatMap((words) => {
    // `-u latchkey` is the user of that name.
    const at = words.findIndex(
      (word, index) => /^(?:\S*\/)?latchkey$/.test(word) && !/^(?:-u|--user)$/.test(words[index - 1] ?? ''),
    )
    const before = words.slice(0, Math.max(at, 0))
    const isRun = at >= 0 && before.every((word, index) => isBefore(word, before[index - 1]))
    return isRun ? [words.slice(at + 1)] : []
  })
}

function isBefore(word: string, previous: string | undefined): boolean {
  return BEFORE_COMMAND.test(word) || previous === '-u' || previous === '--user'
}

/**
 * Splits a line as a shell does, as far as guides need it: quotes, and what separates one command from the
 * next.
 */
function toCommands(line: string): string[][] {
  const tokens = [...line.matchAll(/(?:'[^']*'|"[^"]*"|[^\s'"|&;#])+|#.*|[|&;]+/g)].map(([token]) => token)
  const commands: string[][] = [[]]
  for (const token of tokens) {
    if (token.startsWith('#')) break
    if (/^[|&;]+$/.test(token)) commands.push([])
    else commands.at(-1)?.push(token.replaceAll(/["']/g, ''))
  }
  return commands
}

/**
 * What our own command says against these words, without doing what they ask for; undefined when it
 * understands them.
 */
export async function complaintAbout(words: readonly string[]): Promise<string | undefined> {
  const notes: string[] = []
  const program = withoutActions(createProgram(deafTerminal(notes)))
  try {
    await program.parseAsync(words, { from: 'user' })
    return undefined
  } catch (error) {
    if (error instanceof Error && 'exitCode' in error && error.exitCode === 0) return undefined
    return `latchkey ${words.join(' ')}: ${error instanceof Error ? error.message : notes.join('')}`
  }
}

function withoutActions(command: Command): Command {
  for (const child of command.commands) withoutActions(child)
  if (command.commands.length === 0) command.action(() => undefined)
  return command
}
