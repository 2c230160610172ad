import { describe, expect, test } from 'vitest'
import {
  ConfigError,
  type Configuration,
  createAuthorizationServer,
  type Storage,
} from '../../../src/index.ts'
import { createMemoryStorage } from '../../../src/storage/memory/memory-storage.ts'
import { fakeClock } from '../../../src/testing/fake-clock.ts'
import {
  call,
  clientToken,
  introspectAs,
  obtainCode,
  obtainTokens,
  redeemAs,
  refreshAs,
  tokensOf,
  userinfo,
} from '../../fixtures/client-calls.ts'
import {
  authorizeFully,
  authorizePath,
  issuer,
  openWorld,
  responseOf,
  signInAs,
  testConfiguration,
  verifier,
  type World,
} from '../../fixtures/server-without-network.ts'
import { inTemporaryFolder } from '../../fixtures/temporary-folder.ts'
import { wrapStores } from '../../fixtures/wrap-stores.ts'

describe('a restart', () => {
  test('keeps sessions, consents, grants, keys, clients, accounts and events (SQLite)', async () => {
    await inTemporaryFolder(async (folder) => {
      const clock = fakeClock()
      const changes = { storage: `sqlite:${folder}/latchkey.db` }
      const before = await openWorld(changes, clock)
      const browser = before.browser()
      await authorizeFully(browser)
      const code = await obtainCode(before)
      const tokens = await obtainTokens(before)
      const kids = (await before.server.keys.list()).map(({ kid }) => kid)
      const { client } = await before.server.clients.create({
        name: 'Kept',
        redirectUris: ['https://kept.example.test/cb'],
      })
      await before.server.accounts.create({ id: 'kept', username: 'kept@example.test' })
      await before.server.close()
      const after = await openWorld(changes, clock)
      const back = after.browser()
      for (const [name, value] of browser.cookies) back.cookies.set(name, value)
      expect(responseOf(await back.open(authorizePath({ prompt: 'none' }))).get('code')).not.toBeNull()
      await tokensOf(redeemAs(after, 'app', code))
      expect((await userinfo(after, tokens.access_token)).status).toBe(200)
      await tokensOf(refreshAs(after, 'app', tokens.refresh_token))
      expect((await after.server.keys.list()).map(({ kid }) => kid)).toEqual(kids)
      expect(await after.server.clients.find(client.clientId)).toEqual(client)
      expect(await after.server.accounts.find('kept')).toMatchObject({ username: 'kept@example.test' })
      expect((await after.server.events.list()).map(({ name }) => name)).toContain('client.created')
      await after.server.close()
    })
  })

  test('does not undo what was changed of a seeded account', async () => {
    await inTemporaryFolder(async (folder) => {
      const changes = { storage: `sqlite:${folder}/latchkey.db` }
      const before = await openWorld(changes)
      await before.server.accounts.setPassword('alice-id', 'looking-glass')
      await before.server.close()
      const after = await openWorld(changes)
      const stale = await signInAs(after.browser(), await after.browser().open(authorizePath()))
      expect(responseOf(stale).get('code')).toBeNull()
      const answer = await authorizeFully(after.browser(), {}, 'alice@example.test', 'looking-glass')
      expect(answer.get('code')).not.toBeNull()
      await after.server.close()
    })
  })
})

describe('closing', () => {
  test('may be done twice, at once or in turn, and stores the events that wait', async () => {
    const storage = createMemoryStorage()
    const world = await openWorld({ storage })
    await obtainTokens(world)
    await Promise.all([world.server.close(), world.server.close()])
    await world.server.close()
    const names = (await storage.events.list({ limit: 100 })).map(({ name }) => name)
    expect(names).toContain('account.signed_in')
  })

  test('leaves a storage open that was passed in', async () => {
    const storage = createMemoryStorage()
    let closed = 0
    Object.assign(storage, {
      async close() {
        closed += 1
      },
    })
    const world = await openWorld({ storage })
    await world.server.close()
    expect(closed).toBe(0)
  })

  test('lets go of the database file, so that another can have it', async () => {
    await inTemporaryFolder(async (folder) => {
      for (let round = 0; round < 3; round++) {
        const world = await openWorld({ storage: `sqlite:${folder}/latchkey.db` })
        await clientToken(world)
        await world.server.close()
      }
    })
  })
})

/** A storage whose verbs fail while `broken` names them, as `grants.advance`, or as `*` for all. */
function failingStorage(): { readonly storage: Storage; readonly broken: Set<string> } {
  const broken = new Set<string>()
  const storage = wrapStores(createMemoryStorage(), (verb, call) => {
    const isBroken = broken.has('*') || broken.has(verb)
    return isBroken ? Promise.reject(new Error('disk is gone')) : call()
  })
  return { storage, broken }
}

async function withFailingStorage(use: (world: World, broken: Set<string>) => Promise<void>) {
  const { storage, broken } = failingStorage()
  const world = await openWorld({ storage })
  try {
    await use(world, broken)
  } finally {
    broken.clear()
    await world.server.close()
  }
}

async function expectUnavailable(response: Response): Promise<void> {
  const text = await response.text()
  expect(`${response.status} ${text}`).toMatch(/^503 /)
  expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0)
  expect(response.headers.get('cache-control')).toBe('no-store')
  expect(text).not.toMatch(/disk|gone|grants\.|\/src\//)
}

describe('while the database is away', () => {
  test('clients are told 503, never success, and lose nothing (REV-09, C-43, C-112; RFC 7009 §2.2.1; CVE-2020-15223)', async () => {
    await withFailingStorage(async (world, broken) => {
      const tokens = await obtainTokens(world)
      const code = await obtainCode(world)
      broken.add('*')
      await expectUnavailable(await redeemAs(world, 'app', code))
      await expectUnavailable(await refreshAs(world, 'app', tokens.refresh_token))
      await expectUnavailable(await call(world, '/revoke', 'app', { token: tokens.refresh_token }))
      await expectUnavailable(await call(world, '/revoke', 'app', { token: tokens.access_token }))
      await expectUnavailable(await call(world, '/introspect', 'app', { token: tokens.access_token }))
      await expectUnavailable(await call(world, '/introspect', 'app', { token: tokens.refresh_token }))
      await expectUnavailable(await userinfo(world, tokens.access_token))
      broken.clear()
      expect((await userinfo(world, tokens.access_token)).status).toBe(200)
      await tokensOf(refreshAs(world, 'app', tokens.refresh_token))
      await tokensOf(redeemAs(world, 'app', code))
    })
  })

  test.each(['grants.open', 'sessions.findWithAccount'])(
    'a code is not burnt by a failure of %s',
    async (verb) => {
      await withFailingStorage(async (world, broken) => {
        const code = await obtainCode(world)
        broken.add(verb)
        await expectUnavailable(await redeemAs(world, 'app', code))
        broken.clear()
        await tokensOf(redeemAs(world, 'app', code))
      })
    },
  )

  test('a client assertion or a token is not taken for good because nobody could look (C-112)', async () => {
    await withFailingStorage(async (world, broken) => {
      const tokens = await obtainTokens(world, 'app', { scope: 'openid books:read' })
      await call(world, '/revoke', 'app', { token: tokens.access_token })
      broken.add('grants.findWithAccount')
      await expectUnavailable(await userinfo(world, tokens.access_token))
      await expectUnavailable(await call(world, '/introspect', 'books', { token: tokens.access_token }))
    })
  })

  test('a wrong secret is still wrong, though nobody can count it', async () => {
    await withFailingStorage(async (world, broken) => {
      broken.add('attempts.take')
      const response = await world.server.fetch(
        new Request(`${issuer}/token`, {
          method: 'POST',
          body: new URLSearchParams({
            grant_type: 'client_credentials',
            client_id: 'other',
            client_secret: 'wrong',
          }),
        }),
      )
      expect(response.status).toBe(503)
    })
  })

  test('people see a page that says so, and nobody is signed in by accident (C-112)', async () => {
    await withFailingStorage(async (world, broken) => {
      const browser = world.browser()
      const page = await browser.open(authorizePath())
      const known = world.browser()
      await authorizeFully(known)
      broken.add('*')
      const visit = await known.open(authorizePath())
      expect(visit.status).toBe(503)
      expect(visit.headers.get('content-type')).toMatch(/^text\/html/)
      expect(visit.headers.get('location')).toBeNull()
      expect(visit.html).not.toMatch(/disk is gone/)
      const signedIn = await signInAs(browser, page)
      expect(signedIn.status).toBe(503)
      broken.clear()
      expect(responseOf(await known.open(authorizePath())).get('code')).not.toBeNull()
    })
  })

  test('events are not stored, and the requests that they tell of go on', async () => {
    await withFailingStorage(async (world, broken) => {
      broken.add('events.append')
      await obtainTokens(world)
      await world.server.events.list()
      expect((await introspectAs(world, 'books', (await clientToken(world)).access_token)).active).toBe(true)
    })
  })
})

describe('a start that cannot be', () => {
  test.each([
    ['a database in a folder that is not there', { storage: 'sqlite:/no/such/folder/latchkey.db' }, Error],
    ['a database that is a folder', { storage: 'sqlite:/tmp' }, Error],
    ['an option that nobody knows', { requirePcke: false } as Partial<Configuration>, ConfigError],
    ['a plain-http issuer on the network', { issuer: 'http://id.example.test' }, ConfigError],
  ])('with %s says so, and leaves nothing running (C-112)', async (_, changes, kind) => {
    const failure = await createAuthorizationServer({ issuer, ...testConfiguration, ...changes }).catch(
      (cause: unknown) => cause,
    )
    expect(failure).toBeInstanceOf(kind)
  })
})

test('no line of the log and no event holds a secret, over a whole flow and its failures (C-107; OWASP ASVS 16.2.5)', async () => {
  const lines: string[] = []
  const write = (fields: object, message?: string) => void lines.push(`${JSON.stringify(fields)} ${message}`)
  const { storage, broken } = failingStorage()
  const events: unknown[] = []
  const world = await openWorld({
    storage,
    accounts: { signUp: 'invite' },
    logger: { debug: write, info: write, warn: write, error: write },
    onEvent: (event) => void events.push(event),
  })
  const browser = world.browser()
  const wrong = await signInAs(
    browser,
    await browser.open(authorizePath()),
    'alice@example.test',
    'my-wrong-password',
  )
  const answer = await authorizeFully(browser)
  expect(wrong.status).toBeLessThan(500)
  const code = answer.get('code') ?? ''
  await redeemAs(world, 'app', code, { code_verifier: 'a-wrong-verifier-that-must-not-be-in-the-log-0' })
  const tokens = await tokensOf(redeemAs(world, 'app', code))
  await refreshAs(world, 'app', `${tokens.refresh_token}-bent`)
  await userinfo(world, `${tokens.access_token}-bent`)
  await call(world, '/revoke', 'app', { token: tokens.access_token })
  broken.add('*')
  await call(world, '/introspect', 'app', { token: tokens.refresh_token })
  await call(world, '/revoke', 'app', { token: tokens.refresh_token })
  broken.clear()
  await redeemAs(world, 'app', code)
  const { client, clientSecret = '' } = await world.server.clients.create({
    name: 'x',
    grantTypes: ['client_credentials'],
  })
  await world.server.clients.addSecret(client.clientId)
  const invited = await world.server.accounts.invite()
  await world.server.close()
  const text = lines.join('\n') + JSON.stringify(events)
  expect(text).toContain('code.replayed')
  const secrets = [
    ...['wonderland', 'my-wrong-password', 'app-secret-of', 'a-wrong-verifier', verifier, code, clientSecret],
    ...[tokens.access_token, tokens.refresh_token, tokens.id_token, new URL(invited.url).search.slice(12)],
    ...browser.cookies.values(),
  ]
  for (const secret of secrets) {
    expect(secret.length).toBeGreaterThan(8)
    expect(text.includes(secret.slice(0, 40)), secret).toBe(false)
  }
})
