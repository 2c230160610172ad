import { expect, test } from 'vitest'
import { createMemoryStorage } from '../../../src/storage/memory/memory-storage.ts'
import { signInAs, testConfiguration, type World } from '../../fixtures/server-without-network.ts'
import { openOwnWorld } from '../../fixtures/use-world.ts'

let world: World

test('a sign-in that was under way when the password was changed does not outlive the change (OWASP ASVS 7.4.3)', async () => {
  const storage = createMemoryStorage()
  const { start } = storage.sessions
  let changed = false
  storage.sessions.start = async (session) => {
    // The password was right when it was checked; it is changed before the session exists.
    if (!changed) {
      changed = true
      await world.server.accounts.setPassword('alice-id', 'through the looking-glass')
    }
    return start(session)
  }
  world = await openOwnWorld({ storage, secret: String(testConfiguration.secret) })
  const browser = world.browser()
  const refused = await signInAs(browser, await browser.open('/sign-in'))
  expect(refused.status).toBe(422)
  expect(await storage.sessions.listByAccount('alice-id', world.clock.now())).toEqual([])
  const signedIn = await signInAs(browser, refused, 'alice@example.test', 'through the looking-glass')
  expect(new URL(signedIn.url).pathname).toBe('/account')
})
