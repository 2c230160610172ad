import type { Storage } from '../../ports/storage.ts'
import type { ConsentStore } from '../../ports/stores/consent-store.ts'
import type { Consent } from '../../protocol/grant.ts'

/** One promise of the storage port. `run` rejects with an `AssertionError` when the storage breaks it. */
export interface StorageContractCase {
  /** What the storage promises, as a sentence. */
  readonly name: string
  /** Needs an empty, migrated storage; leaves rows behind. */
  run(storage: Storage): Promise<void>
}

/** Makes fifty calls without waiting in between, and returns the outcome of each. */
export function fiftyAtOnce<Result>(call: (index: number) => Promise<Result>): Promise<Result[]> {
  return Promise.all(Array.from({ length: 50 }, (_, index) => call(index)))
}

export function countOf<Result>(results: readonly Result[], wanted: Result): number {
  return results.filter((result) => result === wanted).length
}

/** Text that would do harm if it ever became part of a statement, a pattern or a path. */
export const hostileTexts: readonly string[] = [
  `'; DROP TABLE grants; --`,
  `" OR "1"="1`,
  `%_*?[a-z]\\`,
  `:id @id $id ?1 \${id} {{id}}`,
  '../../etc/passwd',
  'null',
  '',
  ' ',
  'line\nbreak\ttab\r',
  '𝒳 Ünïcødé 日本語 🔑 e\u0301 \u202E',
  '__proto__',
  '["json"]',
]

/** What is remembered for an account and a client. */
export async function consentOf(
  consents: ConsentStore,
  accountId: string,
  clientId: string,
): Promise<Consent | undefined> {
  const all = await consents.listByAccount(accountId)
  return all.find((consent) => consent.clientId === clientId)
}
