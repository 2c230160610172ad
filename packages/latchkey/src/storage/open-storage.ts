import { faultOfSqliteUrl, faultOfWriting, isPostgresUrl, parseSqlitePath } from 'latchkey-connect/internal'
import type { Storage } from '../ports/storage.ts'
import { createMemoryStorage } from './memory/memory-storage.ts'
import { openPostgresUrl } from './postgres/open-postgres-url.ts'
import { openSqliteStorage } from './sqlite/open-sqlite-storage.ts'

const SUPPORTED =
  '`memory:`, `sqlite:latchkey.db`, `sqlite:/var/lib/latchkey/latchkey.db`, `postgres://user@host/database`'

/**
 * Opens the storage that a URL names: `memory:`, `sqlite:` and a path, relative to the working directory, or
 * `postgres:` as the package `pg` reads it, plus `?schema=`. Does not migrate it. Throws an `Error` that
 * lists what is supported, or says why a file or a database cannot be opened.
 */
export async function openStorage(url: string): Promise<Storage> {
  const writing = faultOfWriting(url)
  if (writing !== undefined) throw new Error(`Storage: the address ${writing}`)
  const scheme = url.slice(0, url.indexOf(':') + 1)
  if (scheme === 'memory:') return createMemoryStorage()
  if (scheme === 'sqlite:') return openSqliteStorage({ path: requireSqlitePath(url) })
  if (isPostgresUrl(url)) return openPostgresUrl(url)
  // Only the scheme is repeated: the rest of a database address may hold its password.
  const given = scheme === '' ? 'a storage address without a scheme' : `"${scheme}"`
  throw new Error(`Storage: ${given} is not supported. Supported are ${SUPPORTED}`)
}

function requireSqlitePath(url: string): string {
  const path = parseSqlitePath(url)
  if (path !== undefined) return path
  throw new Error(`Storage: the address ${faultOfSqliteUrl(url)}`)
}
