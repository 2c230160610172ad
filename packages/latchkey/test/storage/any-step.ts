import fc from 'fast-check'
import type { Storage } from '../../src/ports/storage.ts'
import { RECORD_KINDS, type RecordKind } from '../../src/ports/stored-records.ts'
import {
  accountWith,
  browserWith,
  clientWith,
  consentWith,
  eventWith,
  grantWith,
  sessionWith,
  signingKeyWith,
} from '../../src/testing/storage-contract/examples.ts'

/** Something done to a storage, and what it came to. */
export type Step = (storage: Storage) => Promise<unknown>

type Verb = (...given: never[]) => Promise<unknown>
/** What each verb of each store may be given. The compiler names the verb that is missing here. */
type Given = {
  readonly [Store in RecordKind]: {
    readonly [Name in keyof Storage[Store]]: Storage[Store][Name] extends Verb
      ? fc.Arbitrary<Parameters<Storage[Store][Name]>>
      : never
  }
}

// Few rows and few times, so that the verbs meet.
const id = fc.constantFrom('a', 'b')
const time = fc.integer({ min: 1000, max: 1040 })
const generation = fc.integer({ min: 0, max: 2 })
const version = fc.integer({ min: 1, max: 3 })
const texts = fc.uniqueArray(fc.constantFrom('a', 'b', 'c'), { maxLength: 2 })
const page = fc.record({ limit: fc.integer({ min: 1, max: 3 }), after: id }, { requiredKeys: ['limit'] })

const grant = fc.tuple(id, id, id, time).map(([id, accountId, sessionId, createdAt]) => {
  const ends = { expiresAt: createdAt + 20, absoluteExpiresAt: createdAt + 30 }
  return grantWith({ id, accountId, sessionId, createdAt, ...ends })
})
const step = fc
  .tuple(id, generation, fc.integer({ min: 0, max: 1 }), time)
  .map(([id, from, rotation, now]) => ({
    id,
    from,
    to: from + rotation,
    now,
    graceSeconds: 10,
    expiresAt: now + 20,
  }))
const session = fc
  .tuple(id, id, time)
  .map(([id, accountId, now]) =>
    sessionWith({ id, accountId, createdAt: now, lastSeenAt: now, expiresAt: now + 20 }),
  )
const browser = fc
  .tuple(id, id, time, fc.constantFrom({}, { replacedId: 'a' }, { replacedId: 'c' }))
  .map(([accountId, browserId, expiresAt, replaced]) =>
    browserWith({ accountId, browserId, expiresAt, most: 2, ...replaced }),
  )
const client = fc
  .tuple(id, version, fc.option(time, { nil: undefined }))
  .map(([clientId, version, usedAt]) => {
    const secret = { id: 'a', label: '', secretHash: '', lastFour: '', createdAt: 1000 }
    const secrets = [
      { ...secret, ...(usedAt !== undefined && { lastUsedAt: usedAt }) },
      { ...secret, id: 'b' },
    ]
    return clientWith({ clientId, version, secrets })
  })
const consent = fc
  .tuple(id, id, texts, texts, time, fc.constantFrom({}, { registrationId: 'a' }, { registrationId: 'b' }))
  .map(([accountId, clientId, scopes, resources, grantedAt, registration]) =>
    consentWith({ accountId, clientId, scopes, resources, grantedAt, ...registration }),
  )
const signingKey = fc
  .tuple(id, fc.integer({ min: 1, max: 2 }))
  .map(([kid, sequence]) => signingKeyWith({ kid, sequence }))
const account = fc
  .tuple(id, id, version)
  .map(([id, canonicalUsername, version]) => accountWith({ id, canonicalUsername, version }))
const event = fc.tuple(id, time).map(([id, at]) => eventWith({ id, at }))

const grantKey = fc.record({ id, accountId: id, rememberedId: id }, { requiredKeys: ['id'] })
const sessionKey = fc.record({ id, clientId: id }, { requiredKeys: ['id'] })

const given: Given = {
  grants: {
    open: fc.tuple(grant),
    find: fc.tuple(id),
    findWithAccount: fc.tuple(grantKey, time),
    advance: fc.tuple(step),
    revoke: fc.tuple(id, time),
    revokeAll: fc.tuple(fc.record({ accountId: id }), time),
    rebind: fc.tuple(id, id),
    listByAccount: fc.tuple(id, time),
  },
  rememberedIds: { remember: fc.tuple(id, time, time), has: fc.tuple(id, time) },
  attempts: {
    take: fc.tuple(
      id.map((key) => ({ key, limit: 2, windowSeconds: 10 })),
      time,
    ),
    giveBack: fc.tuple(id, time),
    forget: fc.tuple(id),
  },
  sessions: {
    start: fc.tuple(session),
    find: fc.tuple(id, time, fc.constant(10)),
    findWithAccount: fc.tuple(sessionKey, time, fc.constant(10)),
    touch: fc.tuple(id, time),
    end: fc.tuple(id),
    endAll: fc.oneof(fc.tuple(id), fc.tuple(id, id)),
    listByAccount: fc.tuple(id, time),
  },
  familiarBrowsers: {
    remember: fc.tuple(browser, time),
    find: fc.tuple(id, time),
    forget: fc.tuple(id),
  },
  clients: {
    create: fc.tuple(client),
    find: fc.tuple(id),
    update: fc.tuple(client),
    remove: fc.tuple(id),
    list: fc.tuple(page),
    noteSecretUse: fc.tuple(id, id, time),
  },
  consents: {
    remember: fc.tuple(consent),
    replace: fc.tuple(consent),
    forgetAll: fc.oneof(
      fc.tuple(fc.record({ accountId: id })),
      fc.tuple(fc.record({ clientId: id })),
      fc.tuple(fc.record({ accountId: id, clientId: id })),
    ),
    listByAccount: fc.tuple(id),
  },
  signingKeys: {
    add: fc.tuple(signingKey),
    list: fc.tuple(time),
    retire: fc.tuple(id, time),
    reseal: fc.tuple(id, id),
  },
  accounts: {
    create: fc.tuple(account),
    find: fc.tuple(id),
    findByUsername: fc.tuple(id),
    update: fc.tuple(account),
    remove: fc.tuple(id),
    list: fc.tuple(page),
  },
  events: { append: fc.tuple(fc.array(event, { maxLength: 2 })), list: fc.tuple(page) },
}

/** Any verb of one store. */
function anyStepOf(store: RecordKind): fc.Arbitrary<Step> {
  const verbs: readonly [string, fc.Arbitrary<readonly unknown[]>][] = Object.entries(given[store])
  return fc.oneof(...verbs.map(([verb, values]) => values.map((each) => stepOf(store, verb, each))))
}

function stepOf(store: RecordKind, verb: string, values: readonly unknown[]): Step {
  const run: Step = (storage) => Reflect.apply(Reflect.get(storage[store], verb), storage[store], values)
  const text = `${store}.${verb}(${values.map((value) => JSON.stringify(value)).join(', ')})`
  return Object.assign(run, { toString: () => text })
}

/** All that is over: which rows a smaller step takes first is each storage's own affair. */
const sweep = time.map(
  (now): Step =>
    (storage) =>
      storage.purge({ now, limit: 500, eventsBefore: now }),
)

const manySteps = (step: fc.Arbitrary<Step>) =>
  fc.array(fc.oneof({ weight: 9, arbitrary: step }, sweep), { maxLength: 30, size: 'max' })

/** Verbs in any order: of one store, so that they meet, or of all of them. */
export const anySteps: fc.Arbitrary<readonly Step[]> = fc.oneof(
  ...RECORD_KINDS.map((store) => manySteps(anyStepOf(store))),
  manySteps(fc.oneof(...RECORD_KINDS.map(anyStepOf))),
)
