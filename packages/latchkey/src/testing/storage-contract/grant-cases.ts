import { deepStrictEqual, rejects, strictEqual } from 'node:assert/strict'
import type { Storage } from '../../ports/storage.ts'
import type { GrantAdvance } from '../../protocol/token/decide-grant-advance.ts'
import { countOf, fiftyAtOnce, hostileTexts, type StorageContractCase } from './contract-case.ts'
import { grantWith } from './examples.ts'

const rotation: GrantAdvance = { id: 'grant-1', from: 0, to: 1, now: 1500, graceSeconds: 10, expiresAt: 2500 }

/** Opens the grant and rotates it once, at 1500. */
async function rotatedOnce({ grants }: Storage): Promise<void> {
  await grants.open(grantWith())
  strictEqual(await grants.advance(rotation), 'advanced')
}

export const grantCases: readonly StorageContractCase[] = [
  {
    name: 'grants: a grant with every member comes back as it was, and one with none of the optional ones has no trace of them',
    async run({ grants }) {
      const full = grantWith({
        id: 'full',
        sessionId: 'session-1',
        signedInSessionId: 'session-0',
        leftOutScopes: ['email', 'https://api.example/unknown'],
        claims: {
          userinfo: { email: { essential: true } },
          idToken: { acr: { values: ['a', 'b'] }, name: {} },
        },
        acr: 'urn:example:gold',
        amr: ['pwd', 'otp'],
        scopes: ['openid', 'offline_access'],
        resources: [],
        generation: 7,
        rotatedAt: 1900,
        revokedAt: 1950,
      })
      strictEqual(await grants.open(full), 'opened')
      strictEqual(await grants.open(grantWith()), 'opened')
      deepStrictEqual(await grants.find('full'), full)
      deepStrictEqual(await grants.find('grant-1'), grantWith())
      strictEqual(await grants.find('nobody'), undefined)
    },
  },
  {
    name: 'grants: what the caller does to its object later changes nothing in the store',
    async run({ grants }) {
      const scopes = ['openid']
      await grants.open(grantWith({ scopes }))
      scopes.push('admin')
      deepStrictEqual((await grants.find('grant-1'))?.scopes, ['openid'])
    },
  },
  {
    name: 'grants: hostile text in any member is stored as text',
    async run({ grants }) {
      for (const text of hostileTexts) {
        const grant = grantWith({
          id: `id ${text}`,
          clientId: text,
          accountId: text,
          sessionId: text,
          signedInSessionId: text,
          scopes: [text, 'a b'],
          leftOutScopes: [text, 'a b'],
          resources: [text],
          amr: [text],
          acr: text,
          claims: { userinfo: {}, idToken: { [`claim ${text}`]: { value: text } } },
        })
        strictEqual(await grants.open(grant), 'opened')
        deepStrictEqual(await grants.find(grant.id), grant)
        deepStrictEqual(await grants.listByAccount(text, 1000), [grant])
        strictEqual(await grants.revokeAll({ accountId: text, clientId: text, sessionId: text }, 1000), 1)
      }
    },
  },
  {
    name: 'grants: of 50 concurrent redemptions of a code exactly one opens the grant, and the others revoke it (OAuth 2.1 §4.1.3)',
    async run({ grants }) {
      const outcomes = await fiftyAtOnce(() => grants.open(grantWith({ createdAt: 1003 })))
      strictEqual(countOf(outcomes, 'opened'), 1)
      strictEqual(countOf(outcomes, 'replayed'), 49)
      strictEqual((await grants.find('grant-1'))?.revokedAt, 1003)
    },
  },
  {
    name: 'grants: a replay changes nothing but the revocation, and the first revocation keeps its time',
    async run({ grants }) {
      await grants.open(grantWith())
      strictEqual(await grants.open(grantWith({ accountId: 'thief', createdAt: 1010 })), 'replayed')
      strictEqual(await grants.open(grantWith({ createdAt: 1020 })), 'replayed')
      deepStrictEqual(await grants.find('grant-1'), grantWith({ revokedAt: 1010 }))
    },
  },
  {
    name: 'grants: an id stays taken after the grant was revoked or has expired, until it is purged',
    async run(storage) {
      const { grants } = storage
      await grants.open(grantWith())
      await grants.revoke('grant-1', 1100)
      strictEqual(await grants.open(grantWith({ createdAt: 9000 })), 'replayed')
      deepStrictEqual(await grants.find('grant-1'), grantWith({ revokedAt: 1100 }))
      await storage.purge({ now: 5000, limit: 10, eventsBefore: 0 })
      strictEqual(await grants.open(grantWith()), 'opened')
    },
  },
  {
    name: 'grants: a rotation moves generation, rotatedAt and expiresAt, and nothing else',
    async run(storage) {
      await rotatedOnce(storage)
      const expected = grantWith({ generation: 1, rotatedAt: 1500, expiresAt: 2500 })
      deepStrictEqual(await storage.grants.find('grant-1'), expected)
    },
  },
  {
    name: 'grants: a refresh without rotation moves expiresAt alone, any number of times',
    async run({ grants }) {
      await grants.open(grantWith())
      const outcomes = await fiftyAtOnce(() => grants.advance({ ...rotation, to: 0 }))
      strictEqual(countOf(outcomes, 'advanced'), 50)
      deepStrictEqual(await grants.find('grant-1'), grantWith({ expiresAt: 2500 }))
    },
  },
  {
    name: 'grants: the idle expiry never passes the absolute one',
    async run({ grants }) {
      await grants.open(grantWith())
      await grants.advance({ ...rotation, expiresAt: 5001 })
      strictEqual((await grants.find('grant-1'))?.expiresAt, 5000)
    },
  },
  {
    name: 'grants: of 50 concurrent rotations exactly one advances, and the others are within grace',
    async run({ grants }) {
      await grants.open(grantWith())
      const outcomes = await fiftyAtOnce(() => grants.advance(rotation))
      strictEqual(countOf(outcomes, 'advanced'), 1)
      strictEqual(countOf(outcomes, 'within_grace'), 49)
      const expected = grantWith({ generation: 1, rotatedAt: 1500, expiresAt: 2500 })
      deepStrictEqual(await grants.find('grant-1'), expected)
    },
  },
  {
    name: 'grants: with no grace, of 50 concurrent rotations one advances and the next one is a replay that revokes (RFC 9700 §4.14.2)',
    async run({ grants }) {
      await grants.open(grantWith())
      const outcomes = await fiftyAtOnce(() => grants.advance({ ...rotation, graceSeconds: 0 }))
      strictEqual(countOf(outcomes, 'advanced'), 1)
      strictEqual(countOf(outcomes, 'replayed'), 1)
      strictEqual(countOf(outcomes, 'revoked'), 48)
    },
  },
  {
    name: 'grants: a predecessor is within grace one second before the window ends, and changes nothing',
    async run(storage) {
      await rotatedOnce(storage)
      const outcome = await storage.grants.advance({ ...rotation, now: 1509, expiresAt: 4000 })
      strictEqual(outcome, 'within_grace')
      const expected = grantWith({ generation: 1, rotatedAt: 1500, expiresAt: 2500 })
      deepStrictEqual(await storage.grants.find('grant-1'), expected)
    },
  },
  {
    name: 'grants: a predecessor at the very end of the grace window is a replay, and the grant is revoked then',
    async run(storage) {
      await rotatedOnce(storage)
      strictEqual(await storage.grants.advance({ ...rotation, now: 1510 }), 'replayed')
      strictEqual((await storage.grants.find('grant-1'))?.revokedAt, 1510)
      strictEqual(await storage.grants.advance({ ...rotation, from: 1, to: 2, now: 1510 }), 'revoked')
    },
  },
  {
    name: 'grants: grace covers the direct predecessor alone: a token two generations old is a replay',
    async run(storage) {
      await rotatedOnce(storage)
      await storage.grants.advance({ ...rotation, from: 1, to: 2 })
      strictEqual(await storage.grants.advance(rotation), 'replayed')
    },
  },
  {
    name: 'grants: grace is for rotation: a predecessor presented without one is a replay, and so is a token from the future',
    async run(storage) {
      await rotatedOnce(storage)
      strictEqual(await storage.grants.advance({ ...rotation, to: 0 }), 'replayed')
      await storage.grants.open(grantWith({ id: 'other' }))
      strictEqual(await storage.grants.advance({ ...rotation, id: 'other', from: 4, to: 5 }), 'replayed')
    },
  },
  {
    name: 'grants: a grant can be refreshed one second before it expires, and is unknown at that second',
    async run({ grants }) {
      await grants.open(grantWith())
      await grants.open(grantWith({ id: 'grant-2' }))
      strictEqual(await grants.advance({ ...rotation, now: 1999 }), 'advanced')
      strictEqual(await grants.advance({ ...rotation, id: 'grant-2', now: 2000 }), 'unknown')
      strictEqual(await grants.advance({ ...rotation, id: 'nobody' }), 'unknown')
      deepStrictEqual(await grants.find('grant-2'), grantWith({ id: 'grant-2' }))
    },
  },
  {
    name: 'grants: of 50 concurrent revocations exactly one revokes, and its time stays',
    async run({ grants }) {
      await grants.open(grantWith())
      const outcomes = await fiftyAtOnce(() => grants.revoke('grant-1', 1200))
      strictEqual(countOf(outcomes, 'revoked'), 1)
      strictEqual(countOf(outcomes, 'already_revoked'), 49)
      strictEqual(await grants.revoke('grant-1', 1300), 'already_revoked')
      strictEqual(await grants.revoke('nobody', 1300), 'unknown')
      deepStrictEqual(await grants.find('grant-1'), grantWith({ revokedAt: 1200 }))
    },
  },
  {
    name: 'grants: a revocation in the middle of a storm of refreshes stays',
    async run({ grants }) {
      await grants.open(grantWith())
      await fiftyAtOnce<unknown>((index) =>
        index === 25
          ? grants.revoke('grant-1', 1200)
          : grants.advance({ ...rotation, from: index, to: index + 1, now: 1200 }),
      )
      strictEqual((await grants.find('grant-1'))?.revokedAt, 1200)
      strictEqual(await grants.advance({ ...rotation, from: 25, to: 26, now: 1201 }), 'revoked')
    },
  },
  {
    name: 'grants: revoking all ends the grants that match every named member, idle ones too, and counts them',
    async run({ grants }) {
      const both = { clientId: 'client-2', sessionId: 'session-2' }
      await grants.open(grantWith({ id: 'a' }))
      await grants.open(grantWith({ id: 'b', ...both }))
      await grants.open(grantWith({ id: 'c', ...both, accountId: 'account-2' }))
      await grants.open(grantWith({ id: 'revoked', ...both, revokedAt: 1001 }))
      await grants.open(grantWith({ id: 'idle', ...both, expiresAt: 1300 }))
      await grants.open(grantWith({ id: 'ended', ...both, expiresAt: 1300, absoluteExpiresAt: 1300 }))
      strictEqual(await grants.revokeAll({ accountId: 'account-1', clientId: 'client-2' }, 1300), 2)
      strictEqual((await grants.find('a'))?.revokedAt, undefined)
      strictEqual((await grants.find('b'))?.revokedAt, 1300)
      strictEqual((await grants.find('idle'))?.revokedAt, 1300)
      strictEqual((await grants.find('ended'))?.revokedAt, undefined)
      strictEqual((await grants.find('revoked'))?.revokedAt, 1001)
      strictEqual(await grants.revokeAll({ sessionId: 'session-2' }, 1301), 1)
      strictEqual((await grants.find('c'))?.revokedAt, 1301)
      strictEqual(await grants.revokeAll({ clientId: 'client-1' }, 1302), 1)
      strictEqual(await grants.revokeAll({ accountId: 'account-1' }, 1303), 0)
    },
  },
  {
    name: 'grants: revoking all without naming anything is a mistake and revokes nothing',
    async run({ grants }) {
      await grants.open(grantWith())
      await rejects(async () => grants.revokeAll({}, 1100), TypeError)
      deepStrictEqual(await grants.find('grant-1'), grantWith())
    },
  },
  {
    name: 'grants: one that is revoked from the start takes its id, and leaves a grant that has it alone',
    async run({ grants }) {
      const dead = { scopes: [], revokedAt: 1000 }
      strictEqual(await grants.open(grantWith({ id: 'guessed', ...dead })), 'opened')
      strictEqual(await grants.open(grantWith({ id: 'guessed' })), 'replayed')
      await grants.open(grantWith({ id: 'redeemed' }))
      strictEqual(await grants.open(grantWith({ id: 'redeemed', ...dead })), 'replayed')
      deepStrictEqual(await grants.find('redeemed'), grantWith({ id: 'redeemed' }))
    },
  },
  {
    name: 'grants: those of a session move to the one that replaces it, but for the revoked ones',
    async run({ grants }) {
      await grants.open(grantWith({ id: 'a', sessionId: 'session-1' }))
      const given = { signedInSessionId: 'session-1' }
      await grants.open(grantWith({ id: 'b', sessionId: 'session-1', ...given }))
      await grants.open(grantWith({ id: 'revoked', sessionId: 'session-1', revokedAt: 1001 }))
      await grants.open(grantWith({ id: 'other', sessionId: 'session-2' }))
      strictEqual(await grants.rebind('session-1', 'session-3'), 2)
      strictEqual((await grants.find('a'))?.sessionId, 'session-3')
      // The session in which it was given stays.
      deepStrictEqual(await grants.find('b'), grantWith({ id: 'b', sessionId: 'session-3', ...given }))
      strictEqual((await grants.find('revoked'))?.sessionId, 'session-1')
      strictEqual((await grants.find('other'))?.sessionId, 'session-2')
      strictEqual(await grants.rebind('session-1', 'session-3'), 0)
      strictEqual(await grants.revokeAll({ sessionId: 'session-3' }, 1200), 2)
    },
  },
  {
    name: "grants: the list holds an account's active grants, newest first",
    async run({ grants }) {
      await grants.open(grantWith({ id: 'a', createdAt: 1000 }))
      await grants.open(grantWith({ id: 'b', createdAt: 1002 }))
      await grants.open(grantWith({ id: 'c', createdAt: 1001, expiresAt: 1500 }))
      await grants.open(grantWith({ id: 'd', accountId: 'account-2' }))
      await grants.open(grantWith({ id: 'e', revokedAt: 1001 }))
      const idsAt = async (now: number) =>
        (await grants.listByAccount('account-1', now)).map((grant) => grant.id)
      deepStrictEqual(await idsAt(1499), ['b', 'c', 'a'])
      deepStrictEqual(await idsAt(1500), ['b', 'a'])
      deepStrictEqual(await grants.listByAccount('nobody', 1000), [])
    },
  },
]
