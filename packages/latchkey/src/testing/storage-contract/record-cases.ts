import { deepStrictEqual, rejects, strictEqual } from 'node:assert/strict'
import type { Storage } from '../../ports/storage.ts'
import { RECORD_KINDS, type RecordKind, type StoredRecords } from '../../ports/stored-records.ts'
import { consentOf, countOf, fiftyAtOnce, hostileTexts, type StorageContractCase } from './contract-case.ts'
import {
  accountWith,
  clientWith,
  consentWith,
  eventWith,
  grantWith,
  sessionWith,
  signingKeyWith,
} from './examples.ts'

const claims = { userinfo: { email: { essential: true } }, idToken: {} }

/** Two of each kind, in order: one with all optional members and one without; some revoked or expired. */
const records: { readonly [Kind in RecordKind]: readonly StoredRecords[Kind][] } = {
  accounts: [
    accountWith({
      id: 'a1',
      passwordHash: '$argon2id$x',
      claims: { name: 'Ada' },
      disabled: true,
      version: 3,
    }),
    accountWith({ id: 'a2', canonicalUsername: 'grace' }),
  ],
  clients: [
    clientWith({ clientId: 'c1', jwksUri: 'https://app.example/jwks', defaultMaxAge: 60, version: 7 }),
    clientWith({ clientId: 'c2' }),
  ],
  signingKeys: [signingKeyWith({ kid: 'k1', sequence: 9, retiresAt: 1200 }), signingKeyWith({ kid: 'k2' })],
  consents: [consentWith({ clientId: 'c1', scopes: ['openid', 'b a'] }), consentWith({ clientId: 'c2' })],
  sessions: [sessionWith({ id: 's1', acr: 'high', expiresAt: 1001 }), sessionWith({ id: 's2' })],
  familiarBrowsers: [
    { accountId: 'a1', browserIds: ['b2', 'b1'], expiresAt: 1001 },
    { accountId: 'a2', browserIds: ['b3'], expiresAt: 5000 },
  ],
  grants: [
    grantWith({ id: 'g1', sessionId: 's1', acr: 'high', claims, generation: 4, revokedAt: 1003 }),
    grantWith({ id: 'g2', generation: 2, rotatedAt: 1400, expiresAt: 1500 }),
  ],
  rememberedIds: [
    { id: 'r1', expiresAt: 1001 },
    { id: 'r2', expiresAt: 5000 },
  ],
  attempts: [
    { key: 't1', count: 1, resetsAt: 1001 },
    { key: 't2', count: 2, resetsAt: 5000 },
  ],
  events: [eventWith({ id: 'e1', at: 1, detail: { count: 3 } }), eventWith({ id: 'e2', accountId: 'a1' })],
}

async function importAll(storage: Storage): Promise<void> {
  for (const kind of RECORD_KINDS)
    strictEqual(await storage.importRecords(kind, records[kind]), 'imported', kind)
}

/** Follows the pages to the end. */
async function exportAll<Kind extends RecordKind>(
  storage: Storage,
  kind: Kind,
  limit: number,
): Promise<readonly StoredRecords[Kind][]> {
  const { records: found, next } = await storage.exportRecords(kind, { limit })
  const all = [...found]
  for (let after = next; after !== undefined; ) {
    const page = await storage.exportRecords(kind, { limit, after })
    all.push(...page.records)
    after = page.next
  }
  return all
}

export const recordCases: readonly StorageContractCase[] = [
  {
    name: 'records: what is imported is exported the same, what is revoked, disabled or over too, by pages of any size',
    async run(storage) {
      for (const kind of RECORD_KINDS)
        deepStrictEqual(await storage.exportRecords(kind, { limit: 500 }), { records: [] })
      await importAll(storage)
      for (const kind of RECORD_KINDS) {
        for (const limit of [1, 2, 500]) {
          deepStrictEqual(await exportAll(storage, kind, limit), records[kind], `${kind} by ${limit}`)
        }
      }
    },
  },
  {
    name: 'records: what is imported is what the verbs find, and go on from',
    async run(storage) {
      await importAll(storage)
      const step = { from: 2, to: 3, now: 1450, graceSeconds: 0, expiresAt: 1600 }
      strictEqual(await storage.grants.advance({ ...step, id: 'g2' }), 'advanced')
      strictEqual(await storage.grants.advance({ ...step, id: 'g1' }), 'revoked')
      strictEqual(await storage.rememberedIds.remember('r2', 6000, 1450), 'seen')
      strictEqual(await storage.rememberedIds.remember('r1', 6000, 1450), 'fresh')
      deepStrictEqual(await storage.attempts.take({ key: 't2', limit: 3, windowSeconds: 4000 }, 1450), {
        outcome: 'allowed',
        remaining: 0,
        resetsAt: 5000,
      })
      deepStrictEqual(await storage.sessions.find('s2', 1450, 9999), records.sessions[1])
      deepStrictEqual(await storage.familiarBrowsers.find('a2', 1450), ['b3'])
      strictEqual(await storage.clients.update(clientWith({ clientId: 'c1', version: 8 })), 'updated')
      deepStrictEqual(await consentOf(storage.consents, 'account-1', 'c1'), records.consents[0])
      deepStrictEqual(await storage.signingKeys.list(1450), [records.signingKeys[1]])
      deepStrictEqual(await storage.accounts.findByUsername('grace'), records.accounts[1])
      deepStrictEqual(await storage.events.list({ limit: 10 }), records.events.toReversed())
    },
  },
  {
    name: 'records: what the verbs wrote is exported, as it would be imported',
    async run(storage) {
      for (const account of records.accounts) await storage.accounts.create(account)
      for (const client of records.clients) await storage.clients.create(client)
      for (const key of records.signingKeys) await storage.signingKeys.add(key)
      for (const consent of records.consents) await storage.consents.remember(consent)
      for (const session of records.sessions) await storage.sessions.start(session)
      for (const { accountId, browserIds, expiresAt } of records.familiarBrowsers) {
        for (const browserId of browserIds.toReversed())
          await storage.familiarBrowsers.remember({ accountId, browserId, expiresAt, most: 5 }, 1000)
      }
      for (const grant of records.grants) await storage.grants.open(grant)
      for (const { id, expiresAt } of records.rememberedIds) {
        await storage.rememberedIds.remember(id, expiresAt, 1000)
      }
      for (const { key, count, resetsAt } of records.attempts) {
        const limit = { key, limit: 10, windowSeconds: resetsAt - 1000 }
        for (let taken = 0; taken < count; taken += 1) await storage.attempts.take(limit, 1000)
      }
      await storage.events.append(records.events)
      for (const kind of RECORD_KINDS) deepStrictEqual(await exportAll(storage, kind, 1), records[kind], kind)
    },
  },
  {
    name: 'records: the pages follow the bytes of the keys, whatever is in them, and none comes twice or is left out',
    async run(storage) {
      const byBytes = (left: string, right: string) => Buffer.compare(Buffer.from(left), Buffer.from(right))
      const ids = [...hostileTexts, '\uFF5E', 'a', 'B', 'aa', 'Z'].toSorted(byBytes)
      const grants = ids.map((id) => grantWith({ id }))
      strictEqual(await storage.importRecords('grants', grants.toReversed()), 'imported')
      deepStrictEqual(await exportAll(storage, 'grants', 3), grants)
      const consents = ids.flatMap((accountId) =>
        ['b', 'a\u0301', 'c'].toSorted(byBytes).map((clientId) => consentWith({ accountId, clientId })),
      )
      strictEqual(await storage.importRecords('consents', consents.toReversed()), 'imported')
      deepStrictEqual(await exportAll(storage, 'consents', 4), consents)
    },
  },
  {
    name: 'records: of a batch with one that is there already nothing is kept',
    async run(storage) {
      await importAll(storage)
      for (const kind of RECORD_KINDS)
        strictEqual(await storage.importRecords(kind, records[kind].slice(1)), 'taken', kind)
      const batches = [
        storage.importRecords('grants', [grantWith({ id: 'new' }), grantWith({ id: 'g1' })]),
        storage.importRecords('grants', [grantWith({ id: 'new' }), grantWith({ id: 'new' })]),
        storage.importRecords('accounts', [
          accountWith({ id: 'new', canonicalUsername: 'new' }),
          accountWith({ id: 'new2', canonicalUsername: 'grace' }),
        ]),
        storage.importRecords('signingKeys', [signingKeyWith({ kid: 'new', sequence: 9 })]),
      ]
      deepStrictEqual(await Promise.all(batches), ['taken', 'taken', 'taken', 'taken'])
      for (const kind of RECORD_KINDS)
        deepStrictEqual(await exportAll(storage, kind, 500), records[kind], kind)
    },
  },
  {
    name: 'records: of fifty concurrent imports of one record one wins, and a batch may be empty or long',
    async run(storage) {
      const imports = await fiftyAtOnce(() => storage.importRecords('grants', [grantWith()]))
      strictEqual(countOf(imports, 'imported'), 1)
      strictEqual(countOf(imports, 'taken'), 49)
      strictEqual(await storage.importRecords('grants', []), 'imported')
      const many = Array.from({ length: 500 }, (_, index) => grantWith({ id: `many-${1000 + index}` }))
      strictEqual(await storage.importRecords('grants', many), 'imported')
      deepStrictEqual(await exportAll(storage, 'grants', 499), [grantWith(), ...many])
    },
  },
  {
    name: 'records: a page of no records, of too many or from nowhere is refused',
    async run(storage) {
      await importAll(storage)
      for (const page of [
        { limit: 0 },
        { limit: 501 },
        { limit: 1, after: 'nowhere' },
        { limit: 1, after: '[1]' },
      ]) {
        await rejects(async () => storage.exportRecords('grants', page), RangeError)
      }
      await rejects(async () => storage.exportRecords('consents', { limit: 1, after: '["a"]' }), RangeError)
    },
  },
]
