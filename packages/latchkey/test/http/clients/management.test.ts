import { describe, expect, test } from 'vitest'
import { type ClientRegistration, ManagementError, type ManagementErrorCode } from '../../../src/index.ts'
import { createMemoryStorage } from '../../../src/storage/memory/memory-storage.ts'
import { expectRefusal, obtainTokens, refreshAs, tokensOf, userinfo } from '../../fixtures/client-calls.ts'
import {
  authorizeFully,
  authorizePath,
  basic,
  issuer,
  openWorld,
  post,
  redeem,
} from '../../fixtures/server-without-network.ts'
import { useWorld } from '../../fixtures/use-world.ts'

const world = useWorld()

async function expectCode(
  work: Promise<unknown> | (() => Promise<unknown>),
  code: ManagementErrorCode,
): Promise<void> {
  const cause = await (typeof work === 'function' ? work() : work).then(
    () => 'done',
    (error: unknown) => error,
  )
  expect(cause).toBeInstanceOf(ManagementError)
  expect(cause).toMatchObject({ code, message: expect.stringMatching(/\w/) })
}

const registration = { name: 'Shop', redirectUris: ['https://shop.example.test/cb'], scopes: ['openid'] }

describe('clients', () => {
  test('are registered and work at once; the secret is told this once (TOK-15, C-103; OWASP ASVS 13.3.1)', async () => {
    const { client, clientSecret = '' } = await world.server.clients.create(registration)
    expect(clientSecret.length).toBeGreaterThan(40)
    const answer = await authorizeFully(world.browser(), {
      client_id: client.clientId,
      redirect_uri: 'https://shop.example.test/cb',
      scope: 'openid',
    })
    const headers = basic(client.clientId, clientSecret)
    await tokensOf(redeem(world.server, answer.get('code') ?? '', {}, headers))
    const shown = [
      client,
      await world.server.clients.find(client.clientId),
      await world.server.clients.list(),
    ]
    const text = JSON.stringify(shown)
    expect(text).not.toContain(clientSecret)
    expect(text).not.toContain('secretHash')
    const events = JSON.stringify(await world.server.events.list())
    expect(events).toContain('client.created')
    expect(events).not.toContain(clientSecret)
  })

  test('get ids that are no URLs and cannot be guessed (RED-18, RED-16)', async () => {
    const ids = await Promise.all(
      [...Array(50)].map(async () => (await world.server.clients.create(registration)).client.clientId),
    )
    expect(new Set(ids).size).toBe(50)
    for (const id of ids) expect(id).toMatch(/^[A-Za-z0-9_-]{22,}$/)
  })

  test('that authenticate by key or not at all get no secret', async () => {
    const open = await world.server.clients.create({ ...registration, tokenEndpointAuthMethod: 'none' })
    expect(open.clientSecret).toBeUndefined()
    await expectCode(world.server.clients.addSecret(open.client.clientId), 'INVALID')
    await expectCode(
      world.server.clients.create({ ...registration, tokenEndpointAuthMethod: 'private_key_jwt' }),
      'INVALID',
    )
  })

  test.each([
    [{ ...registration, redirectUris: ['https://shop.example.test/cb#x'] }],
    [{ ...registration, redirectUris: ['http://shop.example.test/cb'] }],
    [{ ...registration, redirectUris: ['javascript:alert(1)'] }],
    [{ ...registration, redirectUris: [] }],
    [{ ...registration, scopes: ['no:such'] }],
    [{ ...registration, grantTypes: ['password'] }],
    [{ ...registration, redirctUris: [] }],
    [{ ...registration, tokenEndpointAuthMethod: 'none' as const, grantTypes: ['client_credentials'] }],
    [{ ...registration, idTokenSignedResponseAlg: 'none' }],
    [{ ...registration, idTokenSignedResponseAlg: 'HS256' }],
  ])(
    'are checked like those of the configuration: %j is INVALID (RED-01, RED-06, RED-12, RED-14, OIDC-08)',
    async (wrong) => {
      await expectCode(world.server.clients.create(wrong as ClientRegistration), 'INVALID')
    },
  )

  test('say INVALID for an ID token algorithm that this server has no key for (MD-09)', async () => {
    await expectCode(
      world.server.clients.create({ ...registration, idTokenSignedResponseAlg: 'EdDSA' }),
      'INVALID',
    )
    const { client } = await world.server.clients.create({
      ...registration,
      idTokenSignedResponseAlg: 'ES256',
    })
    await expectCode(
      world.server.clients.update(client.clientId, { idTokenSignedResponseAlg: 'PS256' }),
      'INVALID',
    )
  })

  test('can be changed, one change at a time, and not into nonsense', async () => {
    const { client } = await world.server.clients.create(registration)
    const changed = await world.server.clients.update(client.clientId, { name: 'New shop' })
    expect([changed.name, changed.version]).toEqual(['New shop', 2])
    await expectCode(world.server.clients.update(client.clientId, { redirectUris: ['nonsense'] }), 'INVALID')
    await expectCode(world.server.clients.update(client.clientId, { clientId: 'app' } as object), 'INVALID')
    await expectCode(world.server.clients.update(client.clientId, { secrets: [] } as object), 'INVALID')
    await expectCode(world.server.clients.update(client.clientId, { clientSecret: 'x' } as object), 'INVALID')
    expect(await world.server.clients.find(client.clientId)).toEqual(changed)
  })

  test('that others keep changing say CHANGED_MEANWHILE', async () => {
    const storage = createMemoryStorage()
    const here = await openWorld({ storage })
    const { client } = await here.server.clients.create(registration)
    Object.assign(storage.clients, { update: async () => 'stale' })
    await expectCode(here.server.clients.update(client.clientId, { name: 'x' }), 'CHANGED_MEANWHILE')
    await here.server.close()
  })

  test('that are not there say NOT_FOUND, those that are there ALREADY_EXISTS, those of the configuration IN_CONFIGURATION', async () => {
    const { clients } = world.server
    for (const work of [
      () => clients.update('nobody', { name: 'x' }),
      () => clients.remove('nobody'),
      () => clients.addSecret('nobody'),
      () => clients.revokeSecret('nobody', 'x'),
    ])
      await expectCode(work, 'NOT_FOUND')
    for (const work of [
      () => clients.update('app', { name: 'x' }),
      () => clients.remove('app'),
      () => clients.addSecret('app'),
      () => clients.revokeSecret('app', 'x'),
    ])
      await expectCode(work, 'IN_CONFIGURATION')
    await expectCode(clients.create({ ...registration, clientId: 'app' }), 'ALREADY_EXISTS')
    await clients.create({ ...registration, clientId: 'twice' })
    await expectCode(clients.create({ ...registration, clientId: 'twice' }), 'ALREADY_EXISTS')
    expect(await clients.find('nobody')).toBeUndefined()
    for (const limit of [0, 501, 1.5, -1]) await expectCode(clients.list({ limit }), 'INVALID')
  })

  test('have up to five secrets that replace each other without a break (TOK-14, TOK-15)', async () => {
    const { clients } = world.server
    const { client, clientSecret: first = '' } = await clients.create({
      ...registration,
      grantTypes: ['client_credentials'],
      scopes: ['books:read'],
    })
    const id = client.clientId
    const works = async (secret: string) =>
      (await post(world.server, '/token', { grant_type: 'client_credentials' }, basic(id, secret))).status ===
      200
    const { clientSecret: second, secret } = await clients.addSecret(id, { label: 'Next' })
    expect([await works(first), await works(second)]).toEqual([true, true])
    for (let count = 0; count < 3; count++) await clients.addSecret(id)
    await expectCode(clients.addSecret(id), 'TOO_MANY')
    await clients.revokeSecret(id, client.secrets[0]?.id ?? '')
    expect([await works(first), await works(second)]).toEqual([false, true])
    await expectCode(clients.revokeSecret(id, 'no-such-secret'), 'NOT_FOUND')
    await expectCode(clients.addSecret(id, { expiresAt: world.clock.now() }), 'INVALID')
    await expectCode(clients.addSecret(id, { label: 'x'.repeat(101) }), 'INVALID')
    expect(secret).toMatchObject({ label: 'Next', lastFour: second.slice(-4) })
  })

  test('that are removed leave no grant behind for whoever registers the id again', async () => {
    const { clients } = world.server
    const { client } = await clients.create({
      ...registration,
      clientId: 'phoenix',
      tokenEndpointAuthMethod: 'none',
    })
    const answer = await authorizeFully(world.browser(), {
      client_id: client.clientId,
      redirect_uri: 'https://shop.example.test/cb',
      scope: 'openid',
    })
    const tokens = await tokensOf(
      redeem(world.server, answer.get('code') ?? '', { client_id: 'phoenix' }, {}),
    )
    await clients.remove('phoenix')
    expect((await userinfo(world, tokens.access_token)).status).toBe(401)
    await clients.create({ ...registration, clientId: 'phoenix', tokenEndpointAuthMethod: 'none' })
    const form = { grant_type: 'refresh_token', client_id: 'phoenix', refresh_token: tokens.refresh_token }
    await expectRefusal(post(world.server, '/token', form), 'invalid_grant')
    const visit = await world.browser().open(
      authorizePath({
        client_id: 'phoenix',
        redirect_uri: 'https://shop.example.test/cb',
        scope: 'openid',
      }),
    )
    expect(visit.html).toContain('id="sign-in"')
  })
})

describe('accounts', () => {
  test('say what is wrong by code', async () => {
    const { accounts } = world.server
    for (const work of [
      () => accounts.update('nobody', {}),
      () => accounts.setPassword('nobody', 'a password'),
      () => accounts.remove('nobody'),
    ])
      await expectCode(work, 'NOT_FOUND')
    await expectCode(accounts.create({ username: 'ALICE@example.test' }), 'ALREADY_EXISTS')
    await expectCode(accounts.create({ id: 'alice-id', username: 'else@example.test' }), 'ALREADY_EXISTS')
    await expectCode(accounts.update('bob-id', { username: 'alice@example.test' }), 'ALREADY_EXISTS')
    await expectCode(accounts.create({ username: '' }), 'INVALID')
    await expectCode(accounts.create({ id: 'a b', username: 'ab@example.test' }), 'INVALID')
    await expectCode(accounts.setPassword('bob-id', ''), 'INVALID')
    await expectCode(accounts.list({ limit: 0 }), 'INVALID')
    expect(JSON.stringify(await accounts.list())).not.toMatch(/argon2|passwordHash/)
  })

  test('of the embedder are the embedder’s to manage', async () => {
    const here = await openWorld({
      users: [],
      accounts: { signIn: async () => ({ outcome: 'wrong_credentials' }), find: async () => undefined },
    })
    const { accounts } = here.server
    for (const work of [
      () => accounts.create({ username: 'x' }),
      () => accounts.find('x'),
      () => accounts.list(),
      () => accounts.remove('x'),
      () => accounts.invite(),
    ])
      await expectCode(work, 'ACCOUNTS_ARE_YOURS')
    await here.server.close()
  })
})

describe('grants', () => {
  test('are listed and revoked one by one or together, with the consents', async () => {
    const { grants, accounts } = world.server
    await accounts.create({ id: 'dora', username: 'dora@example.test', password: 'explorer' })
    const browser = world.browser()
    const signIn = async (changes = {}) =>
      tokensOf(
        redeem(
          world.server,
          (await authorizeFully(browser, changes, 'dora@example.test', 'explorer')).get('code') ?? '',
        ),
      )
    const [first, second] = [await signIn(), await signIn({ scope: 'openid' })]
    const listed = await grants.listByAccount('dora')
    expect(listed).toHaveLength(2)
    expect(listed[0]).toMatchObject({ accountId: 'dora', clientId: 'app' })
    for (const grant of listed.filter(({ scopes }) => scopes.includes('profile')))
      await grants.revoke(grant.id)
    await expectRefusal(refreshAs(world, 'app', first.refresh_token), 'invalid_grant')
    const next = await tokensOf(refreshAs(world, 'app', second.refresh_token))
    expect(await grants.revokeAll({ accountId: 'dora', clientId: 'other' })).toEqual({ revoked: 0 })
    expect(await grants.revokeAll({ accountId: 'dora', clientId: 'app' })).toEqual({ revoked: 1 })
    await expectRefusal(refreshAs(world, 'app', next.refresh_token), 'invalid_grant')
    expect((await browser.open(authorizePath())).html).toContain('id="consent-allow"')
    await expectCode(grants.revoke('no-such-grant'), 'NOT_FOUND')
    await expectCode(grants.revokeAll({}), 'INVALID')
  })
})

describe('keys and events', () => {
  test('show no private key, and make keys only for what is used', async () => {
    const rotated = await world.server.keys.rotate({ algorithm: 'ES256' })
    expect(rotated).toHaveLength(1)
    const listed = await world.server.keys.list()
    expect(
      listed
        .filter(({ algorithm }) => algorithm === 'ES256')
        .map(({ state }) => state)
        .sort(),
    ).toEqual(['current', 'next'])
    expect(JSON.stringify([rotated, listed])).not.toMatch(/sealedPrivateJwk|"d":/)
    await expectCode(world.server.keys.rotate({ algorithm: 'EdDSA' }), 'INVALID')
  })

  test('tell what happened, newest first, page by page, without secrets (OWASP ASVS 16.2.5)', async () => {
    const tokens = await obtainTokens(world)
    await refreshAs(world, 'app', `${tokens.refresh_token}x`)
    const all = await world.server.events.list({ limit: 500 })
    const names = all.map(({ name }) => name)
    for (const name of [
      'account.signed_in',
      'account.created',
      'client.created',
      'grant.revoked',
      'key.created',
    ]) {
      expect(names).toContain(name)
    }
    const ids = all.map(({ id }) => id)
    expect(ids).toEqual([...ids].sort().reverse())
    const first = await world.server.events.list({ limit: 3 })
    const then = await world.server.events.list({ limit: 3, after: first[2]?.id ?? '' })
    expect([...first, ...then].map(({ id }) => id)).toEqual(ids.slice(0, 6))
    const text = JSON.stringify(all)
    for (const secret of [
      ...Object.values(tokens).filter((value) => String(value).length > 40),
      'wonderland',
    ])
      expect(text).not.toContain(secret)
  })

  test.each([0, 501, 1.5])('say INVALID for a page of %s', async (limit) => {
    await expectCode(world.server.events.list({ limit }), 'INVALID')
  })

  test('have no address over HTTP: management is for code (C-103; CVE-2020-27838)', async () => {
    for (const path of [
      '/clients',
      '/clients/app',
      '/register',
      '/register/app',
      '/admin',
      '/accounts',
      '/events',
      '/keys',
      '/metrics',
    ]) {
      const response = await world.server.fetch(new Request(`${issuer}${path}`))
      expect(response.status, path).toBe(404)
    }
  })
})
