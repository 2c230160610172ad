import type { Command } from 'commander'

/** The options of every command. */
export interface SharedOptions {
  readonly config?: string
  readonly json?: boolean
  readonly debug?: boolean
}

/** Adds a command that has an action, with the options that all of them have and examples in its help. */
export function addLeafCommand(
  parent: Command,
  usage: string,
  about: { readonly summary: string; readonly detail?: string; readonly examples: readonly string[] },
): Command {
  const detail = about.detail === undefined ? '' : `\n\n${about.detail}`
  return parent
    .command(usage)
    .summary(about.summary)
    .description(`${about.summary}.${detail}`)
    .option('--config <file>', 'the configuration file (default: latchkey.config.* in this folder)')
    .option('--json', 'answer with one JSON document on standard output')
    .option('--debug', 'show the stack of an error')
    .addHelpText(
      'after',
      `\nExamples:\n${about.examples.map((example) => `  $ latchkey ${example}`).join('\n')}`,
    )
}

/** Adds a noun: a command whose subcommands are verbs. */
export function addNoun(parent: Command, name: string, summary: string): Command {
  return parent.command(name).summary(summary).description(`${summary}.`)
}

/** For options that can be given several times, and of which `--no-…` may have said that there are none. */
export function collect(value: string, previous: readonly string[] | false | undefined): readonly string[] {
  return [...(previous || []), value]
}
