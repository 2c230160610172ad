import { faultOfPostgresUrl, faultOfSqliteUrl, faultOfWriting } from '../../database/faults-of-address.ts'
import { isPostgresUrl, parsePostgresUrl, toShownAddress } from '../../database/postgres-url.ts'
import { parseSqlitePath } from '../../database/sqlite-path.ts'
import { once } from '../../memo/once.ts'
import { guardStore } from './guard-store.ts'
import { memorySessions } from './memory-sessions.ts'
import { openPool } from './postgres-pool.ts'
import { postgresSessions } from './postgres-sessions.ts'
import type { SessionStore } from './session-store.ts'
import { sqliteSessions } from './sqlite-sessions.ts'

const VERBS = ['create', 'load', 'replace', 'remove', 'removeExpired', 'close']
const SUPPORTED =
  "'memory:', 'sqlite:sessions.db', 'sqlite:/var/lib/app/sessions.db', 'postgres://user@host/database', or a store"

/**
 * Opens what the option `sessions` names: `memory:`, `sqlite:` and a path, relative to the working directory,
 * or `postgres:` as the package `pg` reads it, plus `?schema=`. A store object gets a time limit
 * around each method.
 * PostgreSQL is contacted with the first call.
 * @throws TypeError that lists what is supported; Error that says why a file cannot be opened
 */
export function openSessionStore(sessions: string | SessionStore): SessionStore {
  if (typeof sessions !== 'string') return guardStore(requireStore(sessions))
  const writing = faultOfWriting(sessions)
  if (writing !== undefined) throw new TypeError(`sessions: the address ${writing}`)
  const scheme = sessions.slice(0, sessions.indexOf(':') + 1)
  if (scheme === 'memory:') return memorySessions()
  if (scheme === 'sqlite:') return openSqlite(sessions)
  if (isPostgresUrl(sessions)) return openPostgres(sessions)
  // Only the scheme is shown: the rest of a database URL may hold its password.
  const given = scheme === '' ? 'an address without a scheme' : `"${scheme}"`
  throw new TypeError(`sessions: ${given} is not supported. Write ${SUPPORTED}`)
}

function requireStore(store: SessionStore): SessionStore {
  const given = (store ?? {}) as unknown as Readonly<Record<string, unknown>>
  const missing = VERBS.filter((verb) => typeof given[verb] !== 'function')
  if (missing.length === 0) return store
  if (typeof given.get === 'function' && typeof given.set === 'function') {
    throw new TypeError(
      'sessions: this is a store of express-session. Wrap it: sessions: expressSessionStore(store)',
    )
  }
  throw new TypeError(`sessions: the store lacks ${missing.join(', ')}. Write ${SUPPORTED}`)
}

function openSqlite(url: string): SessionStore {
  const path = parseSqlitePath(url)
  if (path === undefined) throw new TypeError(`sessions: the address ${faultOfSqliteUrl(url)}`)
  return sqliteSessions(path)
}

function openPostgres(url: string): SessionStore {
  const fault = faultOfPostgresUrl(url)
  const parsed = parsePostgresUrl(url)
  if (fault !== undefined || parsed === undefined) throw new TypeError(`sessions: the address ${fault}`)
  const pool = openPool(parsed.connection, toShownAddress(url))
  const store = postgresSessions({ pool, schema: parsed.schema })
  return { ...store, close: once(() => pool.end()) }
}
