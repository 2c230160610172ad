import { deepStrictEqual, strictEqual } from 'node:assert/strict'
import { fiftyAtOnce, hostileTexts, type StorageContractCase } from './contract-case.ts'
import { accountWith, consentWith, grantWith, sessionWith } from './examples.ts'

/** An account as it comes beside other records: without its password hash. */
const ada = { id: 'account-1', username: 'Ada@example.com', disabled: false, claims: {} }

/** What is read together is the same as when it is read by itself. */
export const joinedCases: readonly StorageContractCase[] = [
  {
    name: 'grants: a grant comes with its account, without the password hash, and with the session it is bound to',
    async run({ grants, accounts, sessions }) {
      const claims = { name: 'Ada', email_verified: true, address: { country: 'GB' } }
      const session = sessionWith({ acr: 'urn:example:gold', expiresAt: 1100 })
      const grant = grantWith({
        sessionId: 'session-1',
        signedInSessionId: 'session-0',
        leftOutScopes: ['email'],
        claims: { userinfo: { email: {} }, idToken: {} },
        acr: 'urn:example:gold',
        revokedAt: 1050,
      })
      await grants.open(grant)
      await sessions.start(session)
      await accounts.create(accountWith({ passwordHash: '$argon2id$…', claims, disabled: true }))
      // Also what has expired, was revoked or is disabled: what that means is the caller's to decide.
      deepStrictEqual(await grants.findWithAccount({ id: 'grant-1' }, 9000), {
        grant,
        account: { ...ada, claims, disabled: true },
        session,
        isRemembered: false,
      })
    },
  },
  {
    name: 'grants: what a grant stands beside is left out where it is not there, and an unknown grant is none',
    async run({ grants, accounts, sessions }) {
      await grants.open(grantWith({ sessionId: 'session-1' }))
      await grants.open(grantWith({ id: 'grant-2' }))
      await sessions.start(sessionWith({ id: '' }))
      await accounts.create(accountWith({ id: 'account-2' }))
      const bare = { grant: grantWith({ sessionId: 'session-1' }), isRemembered: false }
      deepStrictEqual(await grants.findWithAccount({ id: 'grant-1' }, 1000), bare)
      const unbound = { grant: grantWith({ id: 'grant-2' }), isRemembered: false }
      deepStrictEqual(await grants.findWithAccount({ id: 'grant-2' }, 1000), unbound)
      const named = { id: 'nobody', accountId: 'account-2', rememberedId: 'jti' }
      strictEqual(await grants.findWithAccount(named, 1000), undefined)
    },
  },
  {
    name: 'grants: the account that is looked up may be another than the one that gave the grant',
    async run({ grants, accounts }) {
      await grants.open(grantWith())
      for (const id of ['account-1', 'account-2']) {
        await accounts.create(accountWith({ id, username: id, canonicalUsername: id }))
      }
      const idOf = async (key: { accountId?: string }) =>
        (await grants.findWithAccount({ id: 'grant-1', ...key }, 1000))?.account?.id
      strictEqual(await idOf({}), 'account-1')
      strictEqual(await idOf({ accountId: 'account-2' }), 'account-2')
      strictEqual(await idOf({ accountId: 'account-3' }), undefined)
    },
  },
  {
    name: 'grants: an id is remembered until the exact second of its end, and for each caller by their own time',
    async run({ grants, rememberedIds }) {
      await grants.open(grantWith())
      await rememberedIds.remember('denied:jti', 1060, 1000)
      const at = async (now: number, rememberedId?: string) => {
        const key = { id: 'grant-1', ...(rememberedId !== undefined && { rememberedId }) }
        return (await grants.findWithAccount(key, now))?.isRemembered
      }
      const asked = [at(1059, 'denied:jti'), at(1060, 'denied:jti'), at(1059, 'denied:other'), at(1059)]
      deepStrictEqual(await Promise.all(asked), [true, false, false, false])
    },
  },
  {
    name: 'grants: what has changed shows at the next look, whichever of the records it was',
    async run({ grants, accounts, sessions, rememberedIds }) {
      const key = { id: 'grant-1', rememberedId: 'denied:jti' }
      await grants.open(grantWith({ sessionId: 'session-1' }))
      await accounts.create(accountWith())
      await sessions.start(sessionWith())
      const look = () => grants.findWithAccount(key, 1000)
      await look()
      await rememberedIds.remember('denied:jti', 1060, 1000)
      strictEqual((await look())?.isRemembered, true)
      await accounts.update(accountWith({ disabled: true, version: 2 }))
      strictEqual((await look())?.account?.disabled, true)
      await sessions.end('session-1')
      strictEqual((await look())?.session, undefined)
      await accounts.remove('account-1')
      strictEqual((await look())?.account, undefined)
      await grants.revoke('grant-1', 1001)
      strictEqual((await look())?.grant.revokedAt, 1001)
    },
  },
  {
    name: 'sessions: a session comes with its account, without the password hash, and with its consent to the client',
    async run({ sessions, accounts, consents }) {
      await sessions.start(sessionWith())
      await sessions.start(sessionWith({ id: 'session-2', accountId: 'account-2' }))
      await accounts.create(accountWith({ passwordHash: '$argon2id$…' }))
      await consents.remember(consentWith({ registrationId: 'first' }))
      await consents.remember(consentWith({ accountId: 'account-2', clientId: 'client-2' }))
      const find = (id: string, clientId?: string) =>
        sessions.findWithAccount({ id, ...(clientId !== undefined && { clientId }) }, 1000, 600)
      const [session, consent] = [sessionWith(), consentWith({ registrationId: 'first' })]
      deepStrictEqual(await find('session-1', 'client-1'), { session, account: ada, consent })
      deepStrictEqual(await find('session-1', 'client-2'), { session, account: ada })
      deepStrictEqual(await find('session-1'), { session, account: ada })
      const other = sessionWith({ id: 'session-2', accountId: 'account-2' })
      deepStrictEqual(await find('session-2', 'client-1'), { session: other })
      strictEqual(await find('nobody', 'client-1'), undefined)
    },
  },
  {
    name: 'sessions: with its account too, a session is over at the exact second of its expiry, and of its idle time',
    async run({ sessions }) {
      await sessions.start(sessionWith())
      const isAlive = async (now: number, idleSeconds: number) =>
        (await sessions.findWithAccount({ id: 'session-1' }, now, idleSeconds)) !== undefined
      const asked = [isAlive(1599, 600), isAlive(1600, 600), isAlive(4999, 9999), isAlive(5000, 9999)]
      deepStrictEqual(await Promise.all(asked), [true, false, true, false])
    },
  },
  {
    name: 'grants, sessions: of 50 that are looked up at once each comes with its own account, and hostile text with its own',
    async run({ grants, sessions, accounts, consents }) {
      const texts = [...hostileTexts, ...Array.from({ length: 50 }, (_, index) => `id-${index}`)]
      for (const text of texts) {
        await accounts.create(accountWith({ id: text, username: text, canonicalUsername: text }))
        await sessions.start(sessionWith({ id: text, accountId: text }))
        await grants.open(grantWith({ id: text, accountId: text, sessionId: text }))
        await consents.remember(consentWith({ accountId: text, clientId: text }))
      }
      await fiftyAtOnce(async (index) => {
        for (const text of [`id-${index}`, hostileTexts[index % hostileTexts.length] ?? '']) {
          const grant = await grants.findWithAccount({ id: text, accountId: text, rememberedId: text }, 1000)
          deepStrictEqual([grant?.grant.id, grant?.account?.id, grant?.session?.id], [text, text, text])
          const found = await sessions.findWithAccount({ id: text, clientId: text }, 1000, 600)
          const { session, account, consent } = found ?? {}
          deepStrictEqual([session?.id, account?.id, consent?.clientId], [text, text, text])
        }
      })
    },
  },
]
