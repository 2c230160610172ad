import type { Command } from 'commander'
import { rotateSecretFile } from '../index.ts'
import { addLeafCommand, addNoun, type SharedOptions } from './leaf-command.ts'
import { loadForCommand } from './load-for-command.ts'
import { answer } from './terminal/answer.ts'
import { CommandError } from './terminal/command-error.ts'
import type { Terminal } from './terminal/terminal.ts'

/** `latchkey server-secret …` */
export function addServerSecret(program: Command, terminal: Terminal): void {
  const noun = addNoun(program, 'server-secret', 'The secret that seals what the server hands out')
  addLeafCommand(noun, 'rotate', {
    summary: 'Put a new secret first in the secret file; the last two still open what they sealed',
    detail: 'Nobody is signed out. Start the server anew afterwards: it reads the file when it starts.',
    examples: ['server-secret rotate'],
  }).action(async (options: SharedOptions) => {
    const { parsed } = await loadForCommand(terminal, options)
    if (parsed.secretFile === undefined) throw notInAFile(parsed.secrets.length > 0)
    const { previousSecrets } = await rotateSecretFile(parsed.secretFile)
    const document = { secretFile: parsed.secretFile, previousSecrets: previousSecrets.length }
    answer(terminal, options, {
      document,
      text: `${parsed.secretFile} has a new secret. Start the server anew to use it.`,
    })
  })
}

function notInAFile(configured: boolean): CommandError {
  return configured
    ? new CommandError(
        'configuration',
        'The secret is not in a file but in LATCHKEY_SECRET or the configuration: put a new one first, then a comma and the old one.',
      )
    : new CommandError('configuration', 'There is no secret to keep: storage is "memory:".')
}
