import { once } from '../../memo/once.ts'
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
 * or `postgres:` as the package `pg` reads it, plus `?schema=`. A store object is returned as it is.
 * PostgreSQL is contacted with the first call.
 * @throws TypeError that lists what is supported; Error that says why a file cannot be opened
 */
export function openSessionStore(sessions: string | SessionStore): SessionStore {
  if (typeof sessions !== 'string') return requireStore(sessions)
  const scheme = sessions.slice(0, sessions.indexOf(':') + 1)
  if (scheme === 'memory:') return memorySessions()
  if (scheme === 'sqlite:') return sqliteSessions(toPath(sessions.slice(scheme.length)))
  if (scheme === 'postgres:' || scheme === 'postgresql:') return openPostgres(sessions)
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

/**
 * `sqlite:///a` is an absolute path written as a URL; `sqlite://a` would name a host, which is surely a
 * mistake.
 */
function toPath(rest: string): string {
  const path = rest.startsWith('///') ? rest.slice(2) : rest
  if (path !== '' && !path.startsWith('//')) return path
  throw new TypeError(`sessions: the address names no file. Write ${SUPPORTED}`)
}

function openPostgres(url: string): SessionStore {
  const { connectionString, schema } = takeSchema(url)
  const pool = openPool(connectionString)
  const store = postgresSessions({ pool, schema })
  return { ...store, close: once(() => pool.end()) }
}

/** `schema` is our own parameter; all others are for `pg`. */
function takeSchema(url: string): {
  readonly connectionString: string
  readonly schema?: string | undefined
} {
  const [place = '', ...query] = url.split('?')
  const parameters = query.join('?').split('&')
  const ours = parameters.find((parameter) => /^schema(?:=|$)/.test(parameter))
  if (ours === undefined) return { connectionString: url }
  const rest = parameters.filter((parameter) => parameter !== ours).join('&')
  return { connectionString: rest === '' ? place : `${place}?${rest}`, schema: ours.slice('schema='.length) }
}
