import type { Storage } from '../ports/storage.ts'
import { StorageFailure } from '../ports/storage-failure.ts'
import { isStorageMisuse } from '../ports/storage-misuse.ts'
import { RECORD_KINDS, type RecordKind } from '../ports/stored-records.ts'

/** The same storage, its errors marked as storage failures. */
export function namingFailures(storage: Storage): Storage {
  const named = Object.fromEntries(RECORD_KINDS.map((name) => [name, namingVerbs(name, storage[name])]))
  return { ...bound(storage), ...named } as Storage
}

function bound(storage: Storage): Omit<Storage, RecordKind> {
  const { exportRecords, importRecords } = namingVerbs('storage', storage)
  return {
    migrate: () => storage.migrate(),
    pendingMigrations: () => storage.pendingMigrations(),
    purge: (options) => storage.purge(options),
    exportRecords,
    importRecords,
    ping: () => storage.ping(),
    close: () => storage.close(),
  }
}

function namingVerbs<Store extends object>(name: string, store: Store): Store {
  return new Proxy(store, {
    get(target, verb) {
      const method = Reflect.get(target, verb) as unknown
      if (typeof method !== 'function') return method
      return async (...given: unknown[]) => {
        try {
          return await method.apply(target, given)
        } catch (cause) {
          if (isStorageMisuse(cause)) throw cause
          throw new StorageFailure(`${name}.${String(verb)}`, cause)
        }
      }
    },
  })
}
