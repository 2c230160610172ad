import type { Command } from 'commander'
import { addNoun } from '../leaf-command.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { addSecretAdd } from './add-secret.ts'
import { addSecretRevoke } from './revoke-secret.ts'

/** `latchkey secret …` */
export function addSecretCommands(program: Command, terminal: Terminal): void {
  const secret = addNoun(program, 'secret', 'The secrets of apps')
  for (const add of [addSecretAdd, addSecretRevoke]) add(secret, terminal)
}
