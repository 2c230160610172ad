import { expect, test } from 'vitest'
import { appSecret, authorizePath, basic, post } from '../../fixtures/server-without-network.ts'
import { useWorldPerTest } from '../../fixtures/use-world.ts'

const world = useWorldPerTest()

const recorded = async () =>
  (await world.server.events.list()).map(({ name, clientId, reason }) => [name, clientId, reason].join(' '))

test('a refused request of a known client is recorded with its reason (OWASP ASVS 16.3.2, 16.3.3)', async () => {
  const browser = world.browser()
  await browser.open(authorizePath({ redirect_uri: 'https://evil.test/cb' }))
  await browser.open(authorizePath({ code_challenge: undefined, code_challenge_method: undefined }))
  await post(world.server, '/token', { grant_type: 'password' }, basic('app', appSecret))
  const events = await recorded()
  expect(events).toContain('request.refused app redirect_uri_mismatch')
  expect(events).toContain('request.refused app pkce_required')
  expect(events).toContain('request.refused app unsupported_grant_type')
})

test('routine answers and strangers leave no record', async () => {
  const browser = world.browser()
  await browser.open(authorizePath({ prompt: 'none' }))
  await browser.open(authorizePath({ client_id: 'nobody' }))
  expect((await recorded()).filter((event) => event.startsWith('request.refused'))).toEqual([])
})
