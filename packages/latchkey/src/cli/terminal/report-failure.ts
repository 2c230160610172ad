import { CommanderError } from 'commander'
import { ConfigError } from '../../config/config-error.ts'
import { ManagementError } from '../../index.ts'
import { exitCodes } from '../exit-codes.ts'
import { AnsweredFailure, CommandError } from './command-error.ts'
import type { Terminal } from './terminal.ts'

type Kind = keyof typeof exitCodes

const kindsOfManagementError: Readonly<Record<ManagementError['code'], Kind>> = {
  INVALID: 'usage',
  NOT_FOUND: 'notFound',
  ALREADY_EXISTS: 'conflict',
  CHANGED_MEANWHILE: 'conflict',
  TOO_MANY: 'conflict',
  IN_CONFIGURATION: 'conflict',
  ACCOUNTS_ARE_YOURS: 'failed',
}

/** Reports what went wrong in plain words, and returns the exit code. The stack is shown with `--debug`. */
export function reportFailure(
  error: unknown,
  context: { readonly terminal: Terminal; readonly json: boolean; readonly debug: boolean },
): number {
  const { terminal, json, debug } = context
  if (error instanceof AnsweredFailure) return exitCodes.failed
  // Commander has already written its help or its error message.
  const said = error instanceof CommanderError
  if (said && error.exitCode === 0) return exitCodes.done
  const kind = kindOf(error)
  const message = error instanceof Error ? error.message : String(error)
  if (json) terminal.out(`${JSON.stringify({ error: { kind, message, ...problemsOf(error) } }, null, 2)}\n`)
  if (!said) terminal.note(`${message}\n`)
  if (debug && error instanceof Error) terminal.note(`${error.stack}\n${causeOf(error)}`)
  return exitCodes[kind]
}

function kindOf(error: unknown): Kind {
  if (error instanceof CommandError) return error.kind
  if (error instanceof CommanderError) return 'usage'
  if (error instanceof ConfigError) return 'configuration'
  if (error instanceof ManagementError) return kindsOfManagementError[error.code]
  return 'failed'
}

function problemsOf(error: unknown): object {
  return error instanceof ConfigError ? { problems: error.problems } : {}
}

function causeOf({ cause }: Error): string {
  return cause instanceof Error ? `Caused by: ${cause.stack}\n` : ''
}
