import { type GrantManagement, ManagementError } from '../../management/management.ts'
import { requireMembers } from '../../management/require-members.ts'
import type { Parts } from '../parts.ts'

type Selection = Parameters<GrantManagement['revokeAll']>[0]

const selectionMembers: Readonly<Record<keyof Selection, true>> = { accountId: true, clientId: true }

/** The operator's management of grants: lists and revokes them. */
export function createGrantManagement({
  storage,
  clock,
  events,
}: Pick<Parts, 'storage' | 'clock' | 'events'>): GrantManagement {
  return {
    listByAccount: (accountId) => storage.grants.listByAccount(accountId, clock.now()),
    async revoke(grantId) {
      const outcome = await storage.grants.revoke(grantId, clock.now())
      if (outcome === 'unknown')
        throw new ManagementError('NOT_FOUND', `There is no grant with the id ${grantId}`)
      if (outcome === 'revoked') events.report({ name: 'grant.revoked', outcome: 'success', grantId })
    },
    async revokeAll(written) {
      // One that is undefined would match everybody's grants, or those of every app.
      const { accountId, clientId } = requireMembers(written, {
        what: 'A selection',
        known: selectionMembers,
      })
      if (accountId === undefined && clientId === undefined) {
        throw new ManagementError('INVALID', 'Name an accountId, a clientId or both')
      }
      const selection = {
        ...(accountId !== undefined && { accountId }),
        ...(clientId !== undefined && { clientId }),
      }
      const revoked = await storage.grants.revokeAll(selection, clock.now())
      await storage.consents.forgetAll(selection)
      events.report({ name: 'grant.revoked', outcome: 'success', ...selection, detail: { revoked } })
      return { revoked }
    },
  }
}
