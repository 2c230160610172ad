import { expect, test } from 'vitest'
import { ManagementError } from '../../../src/index.ts'
import { createMemoryStorage } from '../../../src/storage/memory/memory-storage.ts'
import { authorizePath, booksApi, issuer } from '../../fixtures/server-without-network.ts'
import { openOwnWorld } from '../../fixtures/use-world.ts'

const registration = { name: 'Shop', redirectUris: ['https://shop.example.test/cb'] }
const shop = 'https://shop.example.test/api'

test('a client that is registered under the URI of a resource is refused (JWT-07; RFC 8725 §3.9)', async () => {
  const { server } = await openOwnWorld()
  for (const clientId of [booksApi, issuer]) {
    const refused = server.clients.create({ clientId, ...registration })
    await expect(refused).rejects.toThrow(ManagementError)
    await expect(refused).rejects.toMatchObject({
      code: 'INVALID',
      message: expect.stringContaining('is the URI of a resource'),
    })
  }
})

test('a client that a resource is named like afterwards is no client any more, and the log says so', async () => {
  const storage = createMemoryStorage()
  const before = await openOwnWorld({ storage })
  await before.server.clients.create({ clientId: shop, ...registration })
  const visit = () =>
    authorizePath({
      client_id: shop,
      redirect_uri: registration.redirectUris[0],
      scope: 'openid',
      prompt: 'none',
    })
  expect((await before.browser().open(visit())).url).toContain('error=login_required')

  const warnings: unknown[] = []
  const silent = () => {}
  const logger = {
    debug: silent,
    info: silent,
    error: silent,
    warn: (...said: unknown[]) => void warnings.push(said),
  }
  const resources = [{ uri: shop, scopes: { 'shop:read': 'See the shop' } }]
  const after = await openOwnWorld({ storage, logger, resources, clients: [] })
  expect(warnings).toEqual([[{ clientId: shop }, expect.stringContaining('remove the client')]])
  expect((await after.browser().open(visit())).status).toBe(400)
  await after.server.clients.remove(shop)
  expect(await after.server.clients.find(shop)).toBeUndefined()
})
