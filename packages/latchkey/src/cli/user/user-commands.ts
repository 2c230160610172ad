import type { Command } from 'commander'
import { addNoun } from '../leaf-command.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { addUserCreate } from './create-user.ts'
import { addUserDelete } from './delete-user.ts'
import { addUserInvite } from './invite-user.ts'
import { addUserList } from './list-users.ts'
import { addUserSetPassword } from './set-user-password.ts'
import { addUserShow } from './show-user.ts'
import { addUserDisable, addUserEnable } from './switch-user.ts'
import { addUserUpdate } from './update-user.ts'

/** `latchkey user …` */
export function addUserCommands(program: Command, terminal: Terminal): void {
  const user = addNoun(program, 'user', 'The accounts of people who can sign in')
  for (const add of [addUserCreate, addUserList, addUserShow, addUserUpdate, addUserSetPassword])
    add(user, terminal)
  for (const add of [addUserDisable, addUserEnable, addUserDelete, addUserInvite]) add(user, terminal)
}
