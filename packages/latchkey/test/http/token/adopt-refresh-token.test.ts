import { decodeJwt } from 'jose'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { AdoptedGrant, AdoptRefreshToken } from '../../../src/index.ts'
import {
  call,
  expectRefusal,
  introspectAs,
  obtainTokens,
  refreshAs,
  tokensOf,
  userinfo,
} from '../../fixtures/client-calls.ts'
import {
  basic,
  booksApi,
  issuer,
  notesApi,
  openWorld,
  post,
  testConfiguration,
  type World,
} from '../../fixtures/server-without-network.ts'
import { type OldServer, openNewServer } from './old-server.ts'

let world: World
let old: OldServer
beforeEach(async () => {
  const moved = await openNewServer()
  world = moved.world
  old = moved.old
})
afterEach(() => world.server.close())

const day = 24 * 3600
const pastGrace = () => world.clock.advance(10)
const grantsOf = (accountId: string) => world.server.grants.listByAccount(accountId)

describe('a refresh token of the server before us', () => {
  test('is answered with tokens of ours, for what it stood for (RFC 6749 §6)', async () => {
    const signedInAt = world.clock.now() - 5 * day
    const tokens = await tokensOf(refreshAs(world, 'app', old.issue({ authTime: signedInAt })))
    expect(tokens.scope.split(' ').sort()).toEqual(['books:read', 'offline_access', 'openid', 'profile'])
    expect(decodeJwt(tokens.access_token)).toMatchObject({ iss: issuer, sub: 'alice-id', client_id: 'app' })
    expect(decodeJwt(tokens.access_token).aud).toEqual([booksApi, issuer])
    expect(decodeJwt(tokens.id_token)).toMatchObject({ sub: 'alice-id', aud: 'app', auth_time: signedInAt })
    expect((await userinfo(world, tokens.access_token)).status).toBe(200)
    const next = await tokensOf(refreshAs(world, 'app', tokens.refresh_token))
    expect(next.refresh_token).not.toBe(tokens.refresh_token)
    expect(old.asked()).toBe(2)
  })

  test('is never taken for a recent sign-in when nobody knows when that was (RFC 9470 §3)', async () => {
    const tokens = await tokensOf(refreshAs(world, 'app', old.issue()))
    expect(decodeJwt(tokens.access_token).auth_time).toBe(0)
    // An app compares it with the ID token that it has, and 1970 is in none (OpenID Connect Core §12.2).
    expect(decodeJwt(tokens.id_token)).not.toHaveProperty('auth_time')
  })

  test('is one of the grants that the person sees, and is recorded without the token', async () => {
    const token = old.issue()
    await tokensOf(refreshAs(world, 'app', token))
    const [grant] = await grantsOf('alice-id')
    expect(grant).toMatchObject({ clientId: 'app', accountId: 'alice-id', resources: [issuer, booksApi] })
    const events = await world.server.events.list()
    const adopted = { accountId: 'alice-id', clientId: 'app', grantId: grant?.id, outcome: 'success' }
    expect(events.find(({ name }) => name === 'refresh_token.adopted')).toMatchObject(adopted)
    expect(JSON.stringify([grant, events])).not.toContain(token)
  })

  test('gives the same successor when the answer was lost (RT-06)', async () => {
    const token = old.issue()
    const lost = await tokensOf(refreshAs(world, 'app', token))
    world.clock.advance(9)
    const again = await tokensOf(refreshAs(world, 'app', token))
    expect(again.refresh_token).toBe(lost.refresh_token)
    expect(await grantsOf('alice-id')).toHaveLength(1)
  })

  test('presented again after the grace time ends what came of it (RT-04; RFC 9700 §4.14.2)', async () => {
    const token = old.issue()
    const first = await tokensOf(refreshAs(world, 'app', token))
    pastGrace()
    await expectRefusal(refreshAs(world, 'app', token), 'invalid_grant')
    await expectRefusal(refreshAs(world, 'app', first.refresh_token), 'invalid_grant')
    expect((await userinfo(world, first.access_token)).status).toBe(401)
    await expectRefusal(refreshAs(world, 'app', token), 'invalid_grant')
    const names = (await world.server.events.list()).map(({ name }) => name)
    expect(names).toContain('refresh_token.replayed')
  })

  test('presented again when its successor was used ends the grant, grace time or not', async () => {
    const token = old.issue()
    const first = await tokensOf(refreshAs(world, 'app', token))
    const second = await tokensOf(refreshAs(world, 'app', first.refresh_token))
    await expectRefusal(refreshAs(world, 'app', token), 'invalid_grant')
    await expectRefusal(refreshAs(world, 'app', second.refresh_token), 'invalid_grant')
  })

  test('of a client that keeps its refresh token goes on working, as its own would (RFC 9700 §2.2.2)', async () => {
    const token = old.issue({ clientId: 'other' })
    const { refresh_token } = await tokensOf(refreshAs(world, 'other', token))
    for (let month = 0; month < 3; month++) {
      world.clock.advance(25 * day)
      const answers = [refreshAs(world, 'other', token), refreshAs(world, 'other', refresh_token)]
      for (const answer of answers) expect((await tokensOf(answer)).refresh_token).toBe(refresh_token)
    }
    expect(await grantsOf('alice-id')).toHaveLength(1)
  })

  test('is its client’s alone, and nobody else spoils it (RT-01; OAuth 2.1 §4.3)', async () => {
    const token = old.issue()
    for (const thief of ['spa', 'phone', 'other', 'mine']) {
      await expectRefusal(refreshAs(world, thief, token), 'invalid_grant')
    }
    await expectRefusal(
      post(
        world.server,
        '/token',
        { grant_type: 'refresh_token', refresh_token: token },
        basic('app', 'wrong'),
      ),
      'invalid_client',
    )
    await tokensOf(refreshAs(world, 'app', token))
    for (const thief of ['spa', 'other']) {
      await expectRefusal(refreshAs(world, thief, token), 'invalid_grant')
    }
    await tokensOf(refreshAs(world, 'app', token))
  })

  test('is not taken again when the server secret was rotated, nor when its grant is long over', async () => {
    const secret = String(testConfiguration.secret)
    const { storage, ...rest } = testConfiguration
    expect(storage).toBe('memory:')
    await world.server.close()
    const { openStorage } = await import('../../../src/index.ts')
    const kept = await openStorage('memory:')
    world = await openWorld({ ...rest, storage: kept, adoptRefreshToken: old.adoptRefreshToken })
    const token = old.issue({ clientId: 'spa' })
    await tokensOf(refreshAs(world, 'spa', token))
    await world.server.close()
    const changes = { secret: secret.replace('c2', 'd3'), previousSecrets: [secret] }
    world = await openWorld(
      { ...rest, ...changes, storage: kept, adoptRefreshToken: old.adoptRefreshToken },
      world.clock,
    )
    world.clock.advance(200 * day)
    await kept.purge({ now: world.clock.now(), limit: 100, eventsBefore: 0 })
    await expectRefusal(refreshAs(world, 'spa', token), 'invalid_grant')
    world.clock.advance(200 * day)
    await kept.purge({ now: world.clock.now(), limit: 100, eventsBefore: 0 })
    await expectRefusal(refreshAs(world, 'spa', token), 'invalid_grant')
    await kept.close()
  })

  test('that its client revokes is never adopted, used before or not (RFC 7009 §2.1)', async () => {
    const [unused, used] = [old.issue(), old.issue()]
    const tokens = await tokensOf(refreshAs(world, 'app', used))
    for (const token of [unused, used]) {
      await call(world, '/revoke', 'other', { token })
      expect((await call(world, '/revoke', 'app', { token })).status).toBe(200)
      await expectRefusal(refreshAs(world, 'app', token), 'invalid_grant')
    }
    await expectRefusal(refreshAs(world, 'app', tokens.refresh_token), 'invalid_grant')
    expect(await grantsOf('alice-id')).toEqual([])
  })
})

describe('what an adopted refresh token may ask for', () => {
  test('is less than it stood for, never more (RT-07, RT-08; OAuth 2.1 §4.3.1)', async () => {
    const token = old.issue()
    for (const scope of ['openid email', 'books:write']) {
      await expectRefusal(refreshAs(world, 'app', token, { scope }), 'invalid_scope')
    }
    const narrow = await tokensOf(refreshAs(world, 'app', token, { scope: 'books:read' }))
    expect(narrow.scope).toBe('books:read')
    expect(narrow.id_token).toBeUndefined()
    const full = await tokensOf(refreshAs(world, 'app', narrow.refresh_token))
    expect(full.scope.split(' ')).toHaveLength(4)
  })

  test('is what its client is registered for here, whatever the old server allowed', async () => {
    const token = old.issue({ clientId: 'spa', scopes: ['openid', 'admin', 'books:write', 'books:read'] })
    expect((await tokensOf(refreshAs(world, 'spa', token))).scope).toBe('openid books:read')
    const useless = old.issue({ clientId: 'spa', scopes: ['admin'] })
    await expectRefusal(refreshAs(world, 'spa', useless), 'invalid_grant')
  })

  test('is one API at a time, those that the old server named (RFC 8707 §2.2)', async () => {
    const scopes = ['books:read', 'notes:read']
    const both = old.issue({ scopes })
    await expectRefusal(refreshAs(world, 'app', both), 'invalid_target')
    const asked = await tokensOf(refreshAs(world, 'app', both, { resource: notesApi }))
    expect(asked.scope).toBe('notes:read')
    const one = await tokensOf(refreshAs(world, 'app', old.issue({ scopes, resources: [booksApi] })))
    expect([decodeJwt(one.access_token).aud, one.scope]).toEqual([booksApi, 'books:read'])
  })
})

describe('nothing is adopted', () => {
  test.each<[string, Partial<AdoptedGrant>]>([
    ['for an account that is gone', { accountId: 'nobody' }],
    ['that has expired', { expiresAt: 1_800_000_000 }],
  ])('%s (OAuth 2.1 §4.3.1)', async (_, changes) => {
    await expectRefusal(refreshAs(world, 'app', old.issue(changes)), 'invalid_grant')
  })

  test('for a disabled account, and what was adopted before ends (RT-09)', async () => {
    const [before, after] = [old.issue(), old.issue()]
    const tokens = await tokensOf(refreshAs(world, 'app', before))
    await world.server.accounts.update('alice-id', { disabled: true })
    for (const token of [before, after, tokens.refresh_token]) {
      await expectRefusal(refreshAs(world, 'app', token), 'invalid_grant')
    }
  })

  test('that is too long to be looked up, or not asked for at all', async () => {
    await expectRefusal(refreshAs(world, 'app', 'x'.repeat(4097)), 'invalid_grant')
    expect(old.asked()).toBe(0)
    const own = await obtainTokens(world)
    await tokensOf(refreshAs(world, 'app', own.refresh_token))
    expect(old.asked()).toBe(0)
    await expectRefusal(refreshAs(world, 'app', 'x'.repeat(4096)), 'invalid_grant')
    expect(old.asked()).toBe(1)
  })

  test('by a server without the option', async () => {
    await world.server.close()
    world = await openWorld()
    await expectRefusal(refreshAs(world, 'app', old.issue()), 'invalid_grant')
    expect(old.asked()).toBe(0)
  })

  test('for a token of which the old database says null', async () => {
    await world.server.close()
    world = await openWorld({ adoptRefreshToken: (() => null) as unknown as AdoptRefreshToken })
    await expectRefusal(refreshAs(world, 'app', old.issue()), 'invalid_grant')
  })

  test('and a refused request leaves the token good: no scope, no account, no answer burns it', async () => {
    const token = old.issue()
    await expectRefusal(refreshAs(world, 'app', token, { scope: 'admin' }), 'invalid_scope')
    await expectRefusal(refreshAs(world, 'app', token, { resource: 'https://x.example' }), 'invalid_target')
    await world.server.accounts.update('alice-id', { disabled: true })
    await expectRefusal(refreshAs(world, 'app', token), 'invalid_grant')
    await world.server.accounts.update('alice-id', { disabled: false })
    await tokensOf(refreshAs(world, 'app', token))
  })

  test.each<[string, unknown]>([
    ['an error', new Error('the old database is away')],
    ['a time in milliseconds', { expiresAt: 1_900_000_000_000 }],
    ['no time', { expiresAt: undefined }],
    ['an API that nobody knows', { resources: ['https://elsewhere.example'] }],
    ['no account', { accountId: '' }],
    ['scopes as one text', { scopes: 'openid profile' }],
  ])('from %s: a fault that signs nobody out', async (_, answer) => {
    await world.server.close()
    let isBroken = true
    const good = { clientId: 'app', accountId: 'alice-id', scopes: ['openid'], expiresAt: 1_900_000_000 }
    world = await openWorld({
      adoptRefreshToken() {
        if (isBroken && answer instanceof Error) throw answer
        return (isBroken ? { ...good, ...(answer as object) } : good) as AdoptedGrant
      },
    })
    const response = await refreshAs(world, 'app', 'a-token-of-old')
    expect([response.status, (await response.json()).error]).toEqual([500, 'server_error'])
    isBroken = false
    await tokensOf(refreshAs(world, 'app', 'a-token-of-old'))
  })
})

test('introspection tells only the client, and only about tokens of ours (RFC 7662 §2.2)', async () => {
  const token = old.issue()
  const { refresh_token } = await tokensOf(refreshAs(world, 'app', token))
  expect(await introspectAs(world, 'app', token)).toEqual({ active: false })
  expect(await introspectAs(world, 'app', refresh_token)).toMatchObject({ active: true, sub: 'alice-id' })
})
