import { describe, expect, test } from 'vitest'
import { obtainCode, obtainTokens, redeemAs, refreshAs } from '../fixtures/client-calls.ts'
import {
  authorizePath,
  openWorld,
  responseOf,
  signInAs,
  type World,
} from '../fixtures/server-without-network.ts'
import { useWorldPerTest } from '../fixtures/use-world.ts'

/** Two issuers whose operator gave both the same secret, the same apps and the same people. */
const one = useWorldPerTest()
const two = useWorldPerTest({ issuer: 'https://id.example.test/two' })

describe('what one issuer gave out, another does not take, even under the same secret (C-104, RFC 9700 §4.4)', () => {
  test('a code', async () => {
    const code = await obtainCode(one, 'app', { scope: 'openid offline_access' })
    expect((await redeemAs(two, 'app', code)).status).toBe(400)
    expect((await redeemAs(one, 'app', code)).status).toBe(200)
  })

  test('an access token, signed or sealed, and a refresh token', async () => {
    const tokens = await obtainTokens(one, 'app', { scope: 'openid offline_access' })
    const taken = await two.server.fetch(
      new Request(`${two.server.issuer}/userinfo`, {
        headers: { authorization: `Bearer ${tokens.access_token}` },
      }),
    )
    expect(taken.status).toBe(401)
    expect((await refreshAs(two, 'app', tokens.refresh_token)).status).toBe(400)
  })

  test('an invitation', async () => {
    const inviting = await openWorld({ accounts: { signUp: 'invite' } })
    const invited = await openWorld({ accounts: { signUp: 'invite' }, issuer: 'https://id.example.test/two' })
    const { url } = await inviting.server.accounts.invite()
    const browser = invited.browser()
    const visit = await browser.open(`${invited.server.issuer}/sign-up${new URL(url).search}`)
    expect([visit.status, visit.html.includes('This invitation is not complete')]).toEqual([403, true])
    await Promise.all([inviting.server.close(), invited.server.close()])
  })

  test('a session', async () => {
    const browser = one.browser()
    await signInAs(browser, await browser.open('/sign-in'))
    const thief = two.browser()
    for (const [name, value] of browser.cookies) {
      thief.cookies.set(name, value)
      const { issuer } = two.server
      const otherName = [...(await cookieNames(two))].find((each) => each.startsWith(name))
      if (otherName !== undefined) thief.cookies.set(otherName, value)
      const visit = await thief.open(`${issuer}${authorizePath({ prompt: 'none' })}`)
      expect(responseOf(visit).get('error')).toBe('login_required')
    }
  })
})

async function cookieNames(world: World): Promise<readonly string[]> {
  const browser = world.browser()
  await signInAs(browser, await browser.open(`${world.server.issuer}/sign-in`))
  return [...browser.cookies.keys()]
}
