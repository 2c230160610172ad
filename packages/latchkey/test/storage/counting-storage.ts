import type { Storage } from '../../src/ports/storage.ts'

/** The verbs that write. */
const writing: Readonly<Record<string, readonly string[]>> = {
  grants: ['open', 'advance', 'revoke', 'revokeAll', 'rebind'],
  replayGuard: ['remember'],
  attempts: ['take', 'giveBack', 'forget'],
  sessions: ['start', 'touch', 'end', 'endAll'],
  clients: ['create', 'update', 'remove', 'noteSecretUse'],
  consents: ['remember', 'forget'],
  signingKeys: ['add', 'retire', 'reseal'],
  accounts: ['create', 'update', 'remove'],
  events: ['append'],
}

export interface CountingStorage {
  readonly storage: Storage
  /** The verbs that wrote since the beginning or the last reset, in order, as `grants.open`. */
  readonly verbs: readonly string[]
  writes(): number
  reset(): void
}

/** Wraps a storage so that a test can say how many writes an operation costs. */
export function countingStorage(inner: Storage): CountingStorage {
  const verbs: string[] = []
  const wrap = <Store extends object>(name: string, store: Store): Store =>
    new Proxy(store, {
      get(target, verb) {
        const member: unknown = Reflect.get(target, verb)
        const isWriting = typeof verb === 'string' && writing[name]?.includes(verb)
        if (typeof member !== 'function' || !isWriting) return member
        return (...values: unknown[]) => {
          verbs.push(`${name}.${verb}`)
          return Reflect.apply(member, target, values)
        }
      },
    })
  const storage: Storage = {
    ...inner,
    grants: wrap('grants', inner.grants),
    replayGuard: wrap('replayGuard', inner.replayGuard),
    attempts: wrap('attempts', inner.attempts),
    sessions: wrap('sessions', inner.sessions),
    clients: wrap('clients', inner.clients),
    consents: wrap('consents', inner.consents),
    signingKeys: wrap('signingKeys', inner.signingKeys),
    accounts: wrap('accounts', inner.accounts),
    events: wrap('events', inner.events),
  }
  return {
    storage,
    verbs,
    writes: () => verbs.length,
    reset: () => {
      verbs.length = 0
    },
  }
}
