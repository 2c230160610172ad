import type { AccountManagement } from '../ports/management.ts'
import { ManagementError } from '../ports/management.ts'

/** Account management for a server whose accounts are the embedder's own: each method throws `ACCOUNTS_ARE_YOURS`. */
export function createForeignAccountManagement(): AccountManagement {
  const refuse = async (): Promise<never> => {
    throw new ManagementError(
      'ACCOUNTS_ARE_YOURS',
      'This server was given accounts of your own: manage them where you keep them',
    )
  }
  return {
    create: refuse,
    find: refuse,
    findByUsername: refuse,
    list: refuse,
    update: refuse,
    setPassword: refuse,
    remove: refuse,
    invite: refuse,
  }
}
