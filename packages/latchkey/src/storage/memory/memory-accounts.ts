import type { StoredAccount } from '../../ports/stored-records.ts'
import type { AccountStore } from '../../ports/stores/account-store.ts'
import { keep } from './keep.ts'
import { listPage } from './page-of.ts'

export function memoryAccounts(rows: Map<string, StoredAccount>): AccountStore {
  const withUsername = (canonicalUsername: string) =>
    [...rows.values()].find((row) => row.canonicalUsername === canonicalUsername)

  return {
    async create(account) {
      if (rows.has(account.id)) return 'id_taken'
      if (withUsername(account.canonicalUsername) !== undefined) return 'username_taken'
      rows.set(account.id, keep(account))
      return 'created'
    },

    async find(id) {
      return rows.get(id)
    },

    async findByUsername(canonicalUsername) {
      return withUsername(canonicalUsername)
    },

    async update(account) {
      const row = rows.get(account.id)
      if (row === undefined) return 'unknown'
      if (row.version !== account.version - 1) return 'stale'
      const holder = withUsername(account.canonicalUsername)
      if (holder !== undefined && holder.id !== account.id) return 'username_taken'
      rows.set(account.id, keep(account))
      return 'updated'
    },

    async remove(id) {
      return rows.delete(id) ? 'removed' : 'unknown'
    },

    async list(page) {
      return listPage(rows, page, 'ascending')
    },
  }
}
