import { isPostgresUrl, parsePostgresUrl, parseSqlitePath } from 'latchkey-connect/internal'
import type { Storage } from '../ports/storage.ts'
import { RECORD_KINDS } from '../ports/stored-records.ts'
import { serverOptions } from '../settings/options.ts'
import type { Issuer } from './parse-issuer.ts'
import type { Report } from './report.ts'

/** A storage URL that we can open, or the operator's own storage. */
export function parseStorage(value: unknown, report: Report): string | Storage {
  if (typeof value === 'string') return parseStorageUrl(value, report)
  if (isStorage(value)) return value
  report.problem(
    'storage',
    'must be "sqlite:FILE", "postgres://…", "memory:", or a storage object that passes the storage contract',
  )
  return serverOptions.storage.default
}

function parseStorageUrl(value: string, report: Report): string | Storage {
  if (value === 'memory:' || sqliteFile(value) !== undefined || value === 'sqlite::memory:') return value
  if (isPostgresUrl(value)) return parsePostgres(value, report)
  // The URL is not quoted: it may contain a password.
  const scheme = /^[a-z][a-z0-9+.-]*:/i.exec(value)?.[0]
  if (scheme === 'sqlite:') report.problem('storage', 'names no file: write "sqlite:latchkey.db"')
  else if (scheme === undefined)
    report.problem('storage', 'must start with "sqlite:" or "postgres:", or be "memory:"')
  else
    report.problem(
      'storage',
      `cannot be "${scheme}…"; this version has "sqlite:FILE", "postgres://…" and "memory:"`,
    )
  return serverOptions.storage.default
}

function parsePostgres(value: string, report: Report): string {
  if (!/^postgres(?:ql)?:\/\/./.test(value)) {
    report.problem('storage', 'names no server: write "postgres://user:password@host/database"')
  } else if (parsePostgresUrl(value) === undefined) {
    report.problem(
      'storage',
      'has a "schema" that is no plain name: write one of lower-case letters, digits and underscores, not one of pg_…',
    )
  }
  return value
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

function isStorage(value: unknown): value is Storage {
  if (typeof value !== 'object' || value === null) return false
  return RECORD_KINDS.every((store) => typeof (value as Record<string, unknown>)[store] === 'object')
}
