import { expect, test } from 'vitest'
import { introspectAs, obtainTokens } from '../fixtures/client-calls.ts'
import type { World } from '../fixtures/server-without-network.ts'
import { openOwnWorld } from '../fixtures/use-world.ts'

let world: World

const idleSoon = { lifetimes: { refreshTokenIdleSeconds: 60 } }

test.each([
  ['all of a person', () => world.server.grants.revokeAll({ accountId: 'alice-id' })],
  ['a new password', () => world.server.accounts.setPassword('alice-id', 'another password')],
])('%s: access tokens that outlive an idle refresh token end too (OWASP ASVS 7.4.3)', async (_, end) => {
  world = await openOwnWorld(idleSoon)
  const tokens = await obtainTokens(world, 'app', { scope: 'openid offline_access' })
  world.clock.advance(120)
  expect((await introspectAs(world, 'app', tokens.access_token)).active).toBe(true)
  await end()
  expect((await introspectAs(world, 'app', tokens.access_token)).active).toBe(false)
})
