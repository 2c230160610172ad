import { expect, test } from 'vitest'
import { createMemoryStorage } from '../../../src/storage/memory/memory-storage.ts'
import {
  call,
  clientToken,
  obtainCode,
  obtainTokens,
  redeemAs,
  refreshAs,
  tokensOf,
  userinfo,
} from '../../fixtures/client-calls.ts'
import { openedForEach } from '../../fixtures/opened.ts'
import {
  authorizeFully,
  authorizePath,
  openWorld,
  responseOf,
} from '../../fixtures/server-without-network.ts'
import { wrapStores } from '../../fixtures/wrap-stores.ts'

/*
 * Each verb is a statement, and a statement costs some 100 µs of processor time on PostgreSQL: what is read
 * for one decision is read in one.
 */

const called: string[] = []
const world = openedForEach(() => {
  const storage = wrapStores(createMemoryStorage(), (verb, run) => {
    called.push(verb)
    return run()
  })
  return openWorld({ storage })
})

/** The verbs that `work` called, but for those that store events beside it. */
async function verbsOf(work: () => Promise<unknown>): Promise<readonly string[]> {
  await world.server.events.list()
  called.length = 0
  await work()
  return called.filter((verb) => verb !== 'events.append')
}

test('a token for the client itself is issued, and introspected, with at most one statement', async () => {
  expect(await verbsOf(() => clientToken(world))).toEqual([])
  const { access_token: token } = await clientToken(world)
  const introspecting = () => call(world, '/introspect', 'books', { token })
  expect(await verbsOf(introspecting)).toEqual(['rememberedIds.has'])
})

test('introspection and userinfo are one statement each', async () => {
  const { access_token: token, refresh_token } = await obtainTokens(world, 'app', {
    scope: 'openid books:read',
  })
  for (const asking of [
    () => call(world, '/introspect', 'books', { token }),
    () => call(world, '/introspect', 'app', { token: refresh_token }),
    () => userinfo(world, token),
  ]) {
    expect(await verbsOf(asking)).toEqual(['grants.findWithAccount'])
  }
})

test('authorizing with a session and a remembered consent is one statement', async () => {
  const browser = world.browser()
  await authorizeFully(browser)
  const authorizing = async () => {
    expect(responseOf(await browser.open(authorizePath())).get('code')).not.toBeNull()
  }
  expect(await verbsOf(authorizing)).toEqual(['sessions.findWithAccount'])
})

test('redeeming a code is three statements: what it stands on is looked at again once its grant is stored', async () => {
  const code = await obtainCode(world)
  const redeeming = () => tokensOf(redeemAs(world, 'app', code))
  expect(await verbsOf(redeeming)).toEqual([
    'sessions.findWithAccount',
    'grants.open',
    'sessions.findWithAccount',
  ])
})

test('a refresh is two statements, with a session behind it and without', async () => {
  for (const scope of ['openid', 'openid offline_access']) {
    const { refresh_token } = await obtainTokens(world, 'app', { scope })
    const refreshing = () => tokensOf(refreshAs(world, 'app', refresh_token))
    expect(await verbsOf(refreshing)).toEqual(['grants.findWithAccount', 'grants.advance'])
  }
})
