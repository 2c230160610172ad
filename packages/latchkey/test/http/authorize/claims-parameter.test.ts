import { expect, test } from 'vitest'
import { toText } from '../../../src/testing/scripted-browser.ts'
import { authorizePath, redeem, responseOf, signInAs } from '../../fixtures/server-without-network.ts'
import { useWorldPerTest } from '../../fixtures/use-world.ts'

const world = useWorldPerTest()

const claims = JSON.stringify({ userinfo: { email: { essential: true }, phone_number: null } })

async function userinfoAfter(values: Record<string, string | string[]>): Promise<Record<string, unknown>> {
  const browser = world.browser()
  const consent = await signInAs(browser, await browser.open(authorizePath({ scope: 'openid', claims })))
  expect(toText(consent.html)).toContain('See your email address')
  expect(toText(consent.html)).toContain('See your phone number')
  const back = await browser.submit(consent, 'consent-allow', values)
  const tokens = await (await redeem(world.server, responseOf(back).get('code') ?? '')).json()
  const answer = await world.server.fetch(
    new Request(`${world.server.issuer}/userinfo`, {
      headers: { authorization: `Bearer ${tokens.access_token}` },
    }),
  )
  return answer.json()
}

test('claims that are asked for one by one stand on the consent page like their scopes (OpenID Connect Core §5.5)', async () => {
  expect(await userinfoAfter({})).toMatchObject({
    email: 'alice@example.test',
    phone_number: '+44 20 7946 0000',
  })
})

test('a claim whose box the person left out is not released', async () => {
  const released = await userinfoAfter({ scope: [] })
  expect(released).toMatchObject({ email: 'alice@example.test' })
  expect(released).not.toHaveProperty('phone_number')
})

test('a consent that covers the scopes alone is asked again for the claims', async () => {
  const browser = world.browser()
  const first = await signInAs(browser, await browser.open(authorizePath({ scope: 'openid' })))
  await browser.submit(first, 'consent-allow')
  expect((await browser.open(authorizePath({ scope: 'openid' }))).url).toContain('code=')
  expect(new URL((await browser.open(authorizePath({ scope: 'openid', claims }))).url).pathname).toBe(
    '/consent',
  )
})
