import { expect, onTestFinished, test, vi } from 'vitest'
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
import { type CountingStorage, countingStorage } from '../../fixtures/counting-storage.ts'
import { openedForEach } from '../../fixtures/opened.ts'
import {
  authorizeFully,
  authorizePath,
  openWorld,
  responseOf,
} from '../../fixtures/server-without-network.ts'

/*
 * Writes per operation are a budget. Audit events are stored in batches outside of the request, so that none
 * counts here: the timer that stores them stands still meanwhile.
 */

let counting: CountingStorage
const world = openedForEach(() => {
  counting = countingStorage(createMemoryStorage())
  return openWorld({ storage: counting.storage })
})

/** The verbs that wrote while `work` ran. */
async function writesOf(work: () => Promise<unknown>): Promise<readonly string[]> {
  // Stores the events that are waiting, and so ends the timer.
  await world.server.events.list()
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  onTestFinished(() => void vi.useRealTimers())
  counting.reset()
  await work()
  const verbs = [...counting.verbs]
  vi.useRealTimers()
  return verbs
}

test('a token for the client itself costs no write', async () => {
  expect(await writesOf(() => clientToken(world))).toEqual([])
})

test('authorizing with a session and a remembered consent costs no write', async () => {
  const browser = world.browser()
  await authorizeFully(browser)
  for (const prompt of [undefined, 'none']) {
    const writes = await writesOf(async () => {
      expect(responseOf(await browser.open(authorizePath({ prompt }))).get('code')).not.toBeNull()
    })
    expect(writes).toEqual([])
  }
})

test('noticing that a session is still used costs one write, every five minutes at most', async () => {
  const browser = world.browser()
  await authorizeFully(browser)
  world.clock.advance(300)
  const authorizing = () => browser.open(authorizePath())
  expect(await writesOf(authorizing)).toEqual(['sessions.touch'])
  expect(await writesOf(authorizing)).toEqual([])
})

test('redeeming a code costs one write', async () => {
  const code = await obtainCode(world)
  expect(await writesOf(() => tokensOf(redeemAs(world, 'app', code)))).toEqual(['grants.open'])
})

test('refreshing costs one write, whether the token rotates or not', async () => {
  for (const clientId of ['app', 'other', 'spa']) {
    const { refresh_token } = await obtainTokens(world, clientId)
    expect(await writesOf(() => tokensOf(refreshAs(world, clientId, refresh_token)))).toEqual([
      'grants.advance',
    ])
  }
})

test('introspection and userinfo cost no write', async () => {
  const { access_token: token } = await obtainTokens(world, 'app', { scope: 'openid books:read' })
  expect(await writesOf(() => call(world, '/introspect', 'books', { token }))).toEqual([])
  expect(await writesOf(() => userinfo(world, token))).toEqual([])
})

test('revoking costs one write', async () => {
  const { access_token, refresh_token } = await obtainTokens(world)
  const revoking = (token: string) => writesOf(() => call(world, '/revoke', 'app', { token }))
  expect(await revoking(access_token)).toEqual(['rememberedIds.remember'])
  expect(await revoking(refresh_token)).toEqual(['grants.revoke'])
})

test('nonsense of any kind costs no write', async () => {
  const nonsense = async () => {
    await call(world, '/token', 'app', {
      grant_type: 'authorization_code',
      code: 'x',
      code_verifier: 'y'.repeat(43),
    })
    await refreshAs(world, 'app', 'x.0.y')
    await call(world, '/introspect', 'app', { token: 'x' })
    await call(world, '/revoke', 'app', { token: 'x' })
    await userinfo(world, 'x')
    await world.browser().open(authorizePath({ redirect_uri: 'https://evil.example.test' }))
    await world.browser().open(authorizePath({ scope: undefined, response_type: 'token' }))
  }
  expect(await writesOf(nonsense)).toEqual([])
})
