import type { Command } from 'commander'
import { addNoun } from '../leaf-command.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { addClientCreate } from './create-client.ts'
import { addClientDelete } from './delete-client.ts'
import { addClientList } from './list-clients.ts'
import { addClientShow } from './show-client.ts'
import { addClientUpdate } from './update-client.ts'

/** `latchkey client …` */
export function addClientCommands(program: Command, terminal: Terminal): void {
  const client = addNoun(program, 'client', 'The apps that may ask for tokens')
  for (const add of [addClientCreate, addClientList, addClientShow, addClientUpdate, addClientDelete]) {
    add(client, terminal)
  }
}
