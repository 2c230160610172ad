import type { SessionStore } from '../../../src/client/sessions/session-store.ts'

/** Each call goes to the other store than the one before, as behind a load balancer. */
export function takingTurns(one: SessionStore, other: SessionStore): SessionStore {
  let count = 0
  const next = () => {
    count += 1
    return count % 2 === 0 ? one : other
  }
  return {
    create: (key, session) => next().create(key, session),
    load: (key, now) => next().load(key, now),
    replace: (key, from, session) => next().replace(key, from, session),
    remove: (key) => next().remove(key),
    removeExpired: (now, limit) => next().removeExpired(now, limit),
    close: async () => {
      await Promise.all([one.close(), other.close()])
    },
  }
}
