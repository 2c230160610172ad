import type { Command } from 'commander'
import { addNoun } from '../leaf-command.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { addKeysList } from './list-keys.ts'
import { addKeysRotate } from './rotate-keys.ts'

/** `latchkey keys …` */
export function addKeysCommands(program: Command, terminal: Terminal): void {
  const keys = addNoun(program, 'keys', 'The keys that sign tokens')
  for (const add of [addKeysList, addKeysRotate]) add(keys, terminal)
}
