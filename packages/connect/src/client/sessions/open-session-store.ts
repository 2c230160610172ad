import { isPostgresUrl, parsePostgresUrl } from '../../database/postgres-url.ts'
import { parseSqlitePath } from '../../database/sqlite-path.ts'
import { once } from '../../memo/once.ts'
import { memorySessions } from './memory-sessions.ts'
import { openPool } from './postgres-pool.ts'
import { postgresSessions } from './postgres-sessions.ts'
import { WRONG_SCHEMA } from './postgres-table.ts'
import type { SessionStore } from './session-store.ts'
import { sqliteSessions } from './sqlite-sessions.ts'

const VERBS = ['create', 'load', 'replace', 'remove', 'removeExpired', 'close']
const SUPPORTED =
  "'memory:', 'sqlite:sessions.db', 'sqlite:/var/lib/app/sessions.db', 'postgres://user@host/database', or a store"

/**
 * Opens what the option `sessions` names: `memory:`, `sqlite:` and a path, relative to the working directory,
 * or `postgres:` as the package `pg` reads it, plus `?schema=`. A store object is returned as it is.
 * PostgreSQL is contacted with the first call.
 * @throws TypeError that lists what is supported; Error that says why a file cannot be opened
 */
export function openSessionStore(sessions: string | SessionStore): SessionStore {
  if (typeof sessions !== 'string') return requireStore(sessions)
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
  if (path === undefined) throw new TypeError(`sessions: the address names no file. Write ${SUPPORTED}`)
  return sqliteSessions(path)
}

function openPostgres(url: string): SessionStore {
  const parsed = parsePostgresUrl(url)
  if (parsed === undefined) throw new TypeError(WRONG_SCHEMA)
  const pool = openPool(parsed.connection)
  const store = postgresSessions({ pool, schema: parsed.schema })
  return { ...store, close: once(() => pool.end()) }
}
