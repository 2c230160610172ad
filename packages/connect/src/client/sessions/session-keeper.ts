import { epochSeconds, secondsFromNow } from '../epoch-seconds.ts'
import type { SignInSettings } from '../sign-in/sign-in-options.ts'
import { newSessionSecret, type SessionSecret, seal, unseal } from './seal-session.ts'
import { isClaimed, type SessionRecord } from './session-record.ts'
import type { SessionStore } from './session-store.ts'

/** A session as it was found in the store. */
export interface OpenSession {
  readonly secret: SessionSecret
  /** For compare-and-set. */
  readonly version: number
  readonly record: SessionRecord
}

/**
 * Seconds between two updates of `usedAt`; a tenth of the idle time if that is shorter, because the idle time
 * is counted from there.
 */
const NOTE_USE_SECONDS = 60

/** Reads and writes encrypted sessions, which the store itself cannot read. */
export interface SessionKeeper {
  create(record: SessionRecord): Promise<SessionSecret>
  /** `undefined` when there is none, or none that this secret decrypts. */
  load(secret: SessionSecret): Promise<OpenSession | undefined>
  /** Returns the session as it is now; `changed` when another write came first, `gone` when it has ended. */
  replace(session: OpenSession, record: SessionRecord): Promise<OpenSession | 'changed' | 'gone'>
  /** Records that a session is in use, at most once a minute; gives up when another write comes first. */
  noteUse(session: OpenSession): Promise<OpenSession>
  end(secret: SessionSecret): Promise<void>
}

export function createSessionKeeper(store: SessionStore, settings: SignInSettings): SessionKeeper {
  const noteUseSeconds = Math.min(NOTE_USE_SECONDS, settings.idleSeconds / 10)
  const toContent = (secret: SessionSecret, record: SessionRecord) => ({
    sealed: seal(secret, JSON.stringify(record)),
    expiresAt: Math.min(record.createdAt + settings.sessionSeconds, record.usedAt + settings.idleSeconds),
  })

  /** The store knows only when it ends, which was decades ahead if the clock was. */
  const isAlive = ({ createdAt, usedAt }: SessionRecord) =>
    secondsFromNow(createdAt) < settings.sessionSeconds && secondsFromNow(usedAt) < settings.idleSeconds

  async function replace(session: OpenSession, record: SessionRecord) {
    const { secret, version } = session
    const outcome = await store.replace(secret.key, version, toContent(secret, record))
    return outcome === 'replaced' ? { secret, version: version + 1, record } : outcome
  }

  return {
    replace,
    async create(record) {
      const secret = newSessionSecret()
      const outcome = await store.create(secret.key, toContent(secret, record))
      if (outcome === 'exists') throw new Error('The session store says that a new random key is taken')
      return secret
    },
    async load(secret) {
      const stored = await store.load(secret.key, epochSeconds())
      const text = stored && unseal(secret, stored.sealed)
      if (stored === undefined || text === undefined) return
      const record = JSON.parse(text) as SessionRecord
      return isAlive(record) ? { secret, version: stored.version, record } : undefined
    },
    async noteUse(session) {
      const { record } = session
      // A process that refreshes this session writes soon anyway, and should not find it changed.
      if (secondsFromNow(record.usedAt) < noteUseSeconds || isClaimed(record)) return session
      const outcome = await replace(session, { ...record, usedAt: epochSeconds() })
      return typeof outcome === 'string' ? session : outcome
    },
    end: ({ key }) => store.remove(key),
  }
}
