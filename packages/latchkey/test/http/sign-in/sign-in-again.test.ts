import { expect, test } from 'vitest'
import {
  appSecret,
  authorizeFully,
  authorizePath,
  basic,
  post,
  redeem,
  signInAs,
} from '../../fixtures/server-without-network.ts'
import { useWorldPerTest } from '../../fixtures/use-world.ts'

const world = useWorldPerTest()

const refresh = (refreshToken: string) =>
  post(
    world.server,
    '/token',
    { grant_type: 'refresh_token', refresh_token: refreshToken },
    basic('app', appSecret),
  )

test('proving oneself again gives the session a new id (ASVS 7.2.4) and signs no app out', async () => {
  const browser = world.browser()
  const response = await authorizeFully(browser, { scope: 'openid' })
  const tokens = await (await redeem(world.server, response.get('code') ?? '')).json()
  const before = [...browser.cookies]
  world.clock.advance(60)
  await signInAs(browser, await browser.open(authorizePath({ scope: 'openid', prompt: 'login' })))
  expect([...browser.cookies]).not.toEqual(before)
  const refreshed = await refresh(tokens.refresh_token)
  expect(refreshed.status).toBe(200)
  const next = await refreshed.json()
  const bye = await browser.open('/logout')
  await browser.submit(bye, 'sign-out-confirm')
  expect((await refresh(next.refresh_token)).status).toBe(400)
})
