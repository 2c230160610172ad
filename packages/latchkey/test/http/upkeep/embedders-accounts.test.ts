import { expect, test } from 'vitest'
import type { Storage } from '../../../src/ports/storage.ts'
import { createMemoryStorage } from '../../../src/storage/memory/memory-storage.ts'
import { accountWith } from '../../../src/testing/storage-contract/examples.ts'
import { call, obtainCode, obtainTokens, redeemAs, refreshAs, userinfo } from '../../fixtures/client-calls.ts'
import { openedForEach } from '../../fixtures/opened.ts'
import {
  authorizeFully,
  authorizePath,
  openWorld,
  responseOf,
} from '../../fixtures/server-without-network.ts'

/*
 * Storage reads the built-in accounts together with grants and sessions. Where accounts are the embedder's, a
 * row that is still there from earlier must never answer for them.
 */

const alice = { id: 'alice-id', username: 'alice@example.test', claims: { name: 'Alice' }, disabled: false }
let known: typeof alice | undefined
let storage: Storage
const world = openedForEach(async () => {
  known = alice
  storage = createMemoryStorage()
  await storage.accounts.create(accountWith({ id: alice.id, claims: { name: 'Of the old table' } }))
  return openWorld({
    storage,
    users: [],
    accounts: {
      signIn: async () => ({ outcome: 'authenticated', account: alice, amr: ['pwd'] }),
      find: async (id) => (id === alice.id ? known : undefined),
    },
  })
})

test("the claims are the embedder's", async () => {
  const { access_token, id_token } = await obtainTokens(world, 'app', { scope: 'openid profile' })
  expect(id_token).toBeTruthy()
  expect(await (await userinfo(world, access_token)).json()).toMatchObject({ sub: alice.id, name: 'Alice' })
})

test.each([
  ['gone', undefined],
  ['disabled', { ...alice, disabled: true }],
])("an account that is %s at the embedder's ends everything, whatever row we have of it", async (_, now) => {
  const tokens = await obtainTokens(world)
  const code = await obtainCode(world)
  const browser = world.browser()
  await authorizeFully(browser)
  const introspect = async (token: string) => (await call(world, '/introspect', 'app', { token })).json()
  expect(await introspect(tokens.access_token)).toMatchObject({ active: true })
  expect(await introspect(tokens.refresh_token)).toMatchObject({ active: true })
  known = now
  expect((await userinfo(world, tokens.access_token)).status).toBe(401)
  expect(await introspect(tokens.access_token)).toEqual({ active: false })
  expect(await introspect(tokens.refresh_token)).toEqual({ active: false })
  expect((await refreshAs(world, 'app', tokens.refresh_token)).status).toBe(400)
  expect((await redeemAs(world, 'app', code)).status).toBe(400)
  const silent = await browser.open(authorizePath({ prompt: 'none' }))
  expect(responseOf(silent).get('error')).toBe('login_required')
})
