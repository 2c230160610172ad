import type { AccountManagement } from '../management/management.ts'
import { ManagementError } from '../management/management.ts'
import { type SignOutParts, signOutEverywhere } from './end-access.ts'

/**
 * Account management for a server whose accounts are the embedder's own. We can end sessions and grants;
 * everything else throws `ACCOUNTS_ARE_YOURS`.
 */
export function createEmbedderAccountManagement(parts: SignOutParts): AccountManagement {
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
    checkPassword: refuse,
    remove: refuse,
    signOutEverywhere: (id) => signOutEverywhere(parts, id),
    invite: refuse,
  }
}
