import { expect, test } from 'vitest'
import type { Storage } from '../../../src/ports/storage.ts'
import { createMemoryStorage } from '../../../src/storage/memory/memory-storage.ts'
import {
  authorizeFully,
  redeem,
  testConfiguration,
  type World,
} from '../../fixtures/server-without-network.ts'
import { openOwnWorld } from '../../fixtures/use-world.ts'

let world: World

/**
 * Redeems a code while something ends what it stands on, after it was looked at and before its grant is
 * opened.
 */
async function redeemWhile(ending: (storage: Storage) => Promise<unknown>): Promise<[Response, Storage]> {
  const storage = createMemoryStorage()
  const { open } = storage.grants
  storage.grants.open = async (grant) => {
    await ending(storage)
    return open(grant)
  }
  world = await openOwnWorld({ storage, secret: String(testConfiguration.secret) })
  const response = await authorizeFully(world.browser(), { scope: 'openid offline_access' })
  return [await redeem(world.server, response.get('code') ?? ''), storage]
}

test.each<[string, (storage: Storage) => Promise<unknown>]>([
  ['a sign-out', async ({ sessions }) => sessions.endAll('alice-id')],
  ['a removed consent', () => world.server.grants.revokeAll({ accountId: 'alice-id' })],
  ['a disabled account', () => world.server.accounts.update('alice-id', { disabled: true })],
])('%s in the middle of a redemption ends what the redemption opened', async (_, ending) => {
  const [answer, storage] = await redeemWhile(ending)
  expect(answer.status).toBe(400)
  expect(await answer.json()).toMatchObject({ error: 'invalid_grant' })
  expect(await storage.grants.listByAccount('alice-id', world.clock.now())).toEqual([])
})
