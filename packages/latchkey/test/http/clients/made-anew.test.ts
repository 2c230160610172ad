import { describe, expect, onTestFinished, test } from 'vitest'
import type { ClientRegistration } from '../../../src/index.ts'
import { createMemoryStorage } from '../../../src/storage/memory/memory-storage.ts'
import { fakeClock } from '../../../src/testing/fake-clock.ts'
import type { ScriptedBrowser, Visit } from '../../../src/testing/scripted-browser.ts'
import { expectRefusal } from '../../fixtures/client-calls.ts'
import {
  authorizePath,
  openWorld,
  post,
  signInAs,
  testConfiguration,
  verifier,
  type World,
} from '../../fixtures/server-without-network.ts'
import { openOwnWorld } from '../../fixtures/use-world.ts'
import { wrapStores } from '../../fixtures/wrap-stores.ts'
import { expectCode, pathOf } from '../front-channel.ts'

const redirect_uri = 'https://shop.example.test/cb'
const shop: ClientRegistration & { readonly clientId: string } = {
  clientId: 'shop',
  name: 'Shop',
  redirectUris: [redirect_uri],
  scopes: ['openid', 'offline_access'],
  tokenEndpointAuthMethod: 'none',
  verified: true,
}
const open = (browser: ScriptedBrowser): Promise<Visit> =>
  browser.open(authorizePath({ client_id: 'shop', redirect_uri, scope: 'openid offline_access' }))

async function allowShop(browser: ScriptedBrowser): Promise<string> {
  return expectCode(
    await browser.submit(await signInAs(browser, await open(browser)), 'consent-allow'),
    redirect_uri,
  )
}

const redeem = ({ server }: World, code: string) =>
  post(server, '/token', {
    grant_type: 'authorization_code',
    client_id: 'shop',
    code,
    code_verifier: verifier,
  })
const refresh = ({ server }: World, refresh_token: string) =>
  post(server, '/token', { grant_type: 'refresh_token', client_id: 'shop', refresh_token })

describe('a client that is made anew under the id of a deleted one may belong to somebody else, and', () => {
  test('inherits no consent, no code and no refresh token; deleting ended them all', async () => {
    const world = await openOwnWorld()
    const browser = world.browser()
    await world.server.clients.create(shop)
    const { refresh_token } = await (await redeem(world, await allowShop(browser))).json()
    const code = expectCode(await open(browser), redirect_uri)
    await world.server.clients.remove('shop')
    expect(await world.server.grants.listByAccount('alice-id')).toEqual([])
    await world.server.clients.create(shop)
    expect(pathOf(await open(browser))).toBe('/consent')
    await expectRefusal(redeem(world, code), 'invalid_grant')
    await expectRefusal(refresh(world, refresh_token), 'invalid_grant')
  })

  test('inherits nothing even if the server died right after the row was deleted', async () => {
    let dies = true
    const storage = wrapStores(createMemoryStorage(), (verb, call) => {
      if (dies && ['grants.revokeAll', 'consents.forgetAll'].includes(verb)) throw new Error('died')
      return call()
    })
    const world = await openOwnWorld({ storage })
    const browser = world.browser()
    await world.server.clients.create(shop)
    const { refresh_token } = await (await redeem(world, await allowShop(browser))).json()
    const code = expectCode(await open(browser), redirect_uri)
    await expect(world.server.clients.remove('shop')).rejects.toThrow('died')
    await world.server.clients.create(shop)
    expect(pathOf(await open(browser))).toBe('/consent')
    await expectRefusal(redeem(world, code), 'invalid_grant')
    await expectRefusal(refresh(world, refresh_token), 'invalid_grant')
    dies = false
    await world.server.clients.remove('shop')
    expect(await world.server.grants.listByAccount('alice-id')).toEqual([])
  })

  test('finds nothing left when the deletion is repeated, although there was no client any more', async () => {
    let dies = true
    const storage = wrapStores(createMemoryStorage(), (verb, call) => {
      if (dies && verb === 'consents.forgetAll') throw new Error('died')
      return call()
    })
    const world = await openOwnWorld({ storage })
    await world.server.clients.create(shop)
    await allowShop(world.browser())
    await expect(world.server.clients.remove('shop')).rejects.toThrow('died')
    dies = false
    await expect(world.server.clients.remove('shop')).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect(await storage.consents.listByAccount('alice-id')).toEqual([])
  })

  test('inherits no code that the operator allowed the first one without consent', async () => {
    const world = await openOwnWorld()
    const browser = world.browser()
    await world.server.clients.create({ ...shop, firstParty: true })
    const code = expectCode(await signInAs(browser, await open(browser)), redirect_uri)
    await world.server.clients.remove('shop')
    await world.server.clients.create({ ...shop, firstParty: true })
    await expectRefusal(redeem(world, code), 'invalid_grant')
  })

  test('inherits no yes that another node, which still knows the first one, wrote afterwards', async () => {
    const storage = createMemoryStorage()
    const clock = fakeClock()
    const one = await openWorld({ storage }, clock)
    const two = await openWorld({ storage }, clock)
    onTestFinished(() => Promise.all([one.close(), two.close()]).then(() => {}))
    await one.server.clients.create(shop)
    const browser = two.browser()
    const page = await signInAs(browser, await open(browser))
    await one.server.clients.remove('shop')
    await one.server.clients.create(shop)
    const code = expectCode(await browser.submit(page, 'consent-allow'), redirect_uri)
    await expectRefusal(redeem(one, code), 'invalid_grant')
    const elsewhere = one.browser()
    expect(pathOf(await signInAs(elsewhere, await open(elsewhere)))).toBe('/consent')
  })
})

test('a configured client that is taken out and put back is the same: who writes the configuration owns the id', async () => {
  const storage = createMemoryStorage()
  const { clientId: _, verified: __, ...stated } = shop
  const configured = { storage, clients: [{ clientId: 'shop', ...stated }] }
  const before = await openOwnWorld(configured)
  const browser = before.browser()
  await allowShop(browser)
  const without = await openOwnWorld({ storage, clients: testConfiguration.clients ?? [] })
  expect((await without.browser().open(authorizePath({ client_id: 'shop' }))).status).toBe(400)
  const after = await openOwnWorld(configured)
  const again = after.browser()
  expectCode(await signInAs(again, await open(again)), redirect_uri)
})

test('all that was allowed to a client ends together: its grants, and the consents that would renew them', async () => {
  const world = await openOwnWorld()
  const browser = world.browser()
  await world.server.clients.create(shop)
  await redeem(world, await allowShop(browser))
  expect(await world.server.grants.revokeAll({ clientId: 'shop' })).toEqual({ revoked: 1 })
  expect(pathOf(await open(browser))).toBe('/consent')
})
