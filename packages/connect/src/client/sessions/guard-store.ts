import { guardExtension } from '../../extensions/call-extension.ts'
import type { SessionStore, StoredSession } from './session-store.ts'

/** Longer than the limits of our own stores, whose errors say more. */
const SECONDS = 10

/** A store that the app handed us, each method with a time limit and a checked answer. */
export function guardStore(own: SessionStore): SessionStore {
  const guard = <Given extends readonly unknown[], Answer>(
    verb: keyof SessionStore,
    read: (answer: unknown) => Answer,
    call: (...given: Given) => unknown,
  ) => guardExtension({ name: `sessions.${verb}`, seconds: SECONDS, read }, call)
  return {
    create: guard('create', oneOf('created', 'exists'), (...given) =>
      own.create(...(given as Given<'create'>)),
    ),
    load: guard('load', readSession, (...given) => own.load(...(given as Given<'load'>))),
    replace: guard('replace', oneOf('replaced', 'changed', 'gone'), (...given) =>
      own.replace(...(given as Given<'replace'>)),
    ),
    remove: guard('remove', nothing, (...given) => own.remove(...(given as Given<'remove'>))),
    removeExpired: guard('removeExpired', readCount, (...given) =>
      own.removeExpired(...(given as Given<'removeExpired'>)),
    ),
    close: guard('close', nothing, () => own.close()),
  }
}

type Given<Verb extends keyof SessionStore> = Parameters<SessionStore[Verb]>

function nothing(): void {}

function oneOf<const Outcomes extends readonly string[]>(...outcomes: Outcomes) {
  return (answer: unknown): Outcomes[number] => {
    if (outcomes.includes(answer as string)) return answer as Outcomes[number]
    throw new Error(`it must be one of ${outcomes.join(', ')}`)
  }
}

/** Many databases return null for a missing row. */
function readSession(answer: unknown): StoredSession | undefined {
  if (answer === undefined || answer === null) return undefined
  const { version, sealed, expiresAt } = answer as Readonly<Record<string, unknown>>
  if (typeof version === 'number' && typeof sealed === 'string' && typeof expiresAt === 'number') {
    return { version, sealed, expiresAt }
  }
  throw new Error('it must be nothing, or an object with version, sealed and expiresAt')
}

function readCount(answer: unknown): number {
  if (Number.isInteger(answer)) return Number(answer)
  throw new Error('it must be how many sessions were removed')
}
