import type { StoredAccount } from '../stored-records.ts'
import type { ListPage } from './list-page.ts'

export interface AccountStore {
  create(account: StoredAccount): Promise<'created' | 'id_taken' | 'username_taken'>
  find(id: string): Promise<StoredAccount | undefined>
  findByUsername(canonicalUsername: string): Promise<StoredAccount | undefined>
  /** Replaces the account whose stored version is `account.version - 1`. */
  update(account: StoredAccount): Promise<'updated' | 'stale' | 'unknown' | 'username_taken'>
  remove(id: string): Promise<'removed' | 'unknown'>
  /** Ordered by id. */
  list(page: ListPage): Promise<readonly StoredAccount[]>
}
