import {
  faultOfPostgresUrl,
  faultOfSqliteUrl,
  faultOfWriting,
  isPostgresUrl,
  parseSqlitePath,
} from 'latchkey-connect/internal'
import { guardStorage, missingVerbs } from '../extensions/guard-storage.ts'
import type { Storage } from '../ports/storage.ts'
import { RECORD_KINDS } from '../ports/stored-records.ts'
import { serverOptions } from '../settings/options.ts'
import type { Issuer } from './parse-issuer.ts'
import type { Report } from './report.ts'

/** A storage URL that we can open, or the operator's own storage. */
export function parseStorage(value: unknown, report: Report): string | Storage {
  if (typeof value === 'string') return parseStorageUrl(value, report)
  if (isStorage(value)) return requireVerbs(value, report)
  report.problem(
    'storage',
    'must be "sqlite:FILE", "postgres://…", "memory:", or a storage object that passes the storage contract',
  )
  return serverOptions.storage.default
}

function parseStorageUrl(value: string, report: Report): string | Storage {
  const fault = faultOfAddress(value)
  if (fault !== undefined) report.problem('storage', fault)
  return isForgetful(value) || sqliteFile(value) !== undefined || isPostgresUrl(value)
    ? value
    : serverOptions.storage.default
}

/** The URL is not quoted: it may contain a password. */
function faultOfAddress(value: string): string | undefined {
  const writing = faultOfWriting(value)
  if (writing !== undefined || isForgetful(value)) return writing
  if (isPostgresUrl(value)) return faultOfPostgresUrl(value)
  const scheme = /^[a-z][a-z0-9+.-]*:/i.exec(value)?.[0]
  if (scheme === 'sqlite:') return faultOfSqliteUrl(value)
  if (scheme === undefined) return 'must start with "sqlite:" or "postgres:", or be "memory:"'
  return `cannot be "${scheme}…"; this version has "sqlite:FILE", "postgres://…" and "memory:"`
}

/** True for a storage that keeps nothing when its process ends. */
export function isForgetful(storage: string | Storage): boolean {
  return storage === 'memory:' || storage === 'sqlite::memory:'
}

/**
 * Warns about a storage that forgets, under an issuer that people use: with the data go revoked tokens, used
 * codes and disabled accounts.
 */
export function warnOfForgetfulStorage(
  storage: string | Storage,
  { secure }: Pick<Issuer, 'secure'>,
  report: Report,
): void {
  if (!secure || !isForgetful(storage)) return
  report.warning(
    'storage',
    `is "${storage}" though the issuer is https: a restart forgets all accounts, clients, sessions and what was revoked, and no other process knows them`,
  )
}

/** The file of a SQLite storage URL; `undefined` for any other storage. */
export function sqliteFile(storage: string): string | undefined {
  const path = storage.startsWith('sqlite:') ? parseSqlitePath(storage) : undefined
  return path === ':memory:' ? undefined : path
}

function requireVerbs(storage: Storage, report: Report): Storage {
  const missing = missingVerbs(storage)
  if (missing.length === 0) return guardStorage(storage)
  const more = missing.length > 3 ? ` and ${missing.length - 3} more verbs` : ''
  report.problem(
    'storage',
    `lacks ${missing.slice(0, 3).join(', ')}${more}: it has to pass the storage contract`,
  )
  return storage
}

function isStorage(value: unknown): value is Storage {
  if (typeof value !== 'object' || value === null) return false
  return RECORD_KINDS.every((store) => typeof (value as Record<string, unknown>)[store] === 'object')
}
