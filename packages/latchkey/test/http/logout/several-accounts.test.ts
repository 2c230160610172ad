import { beforeEach, describe, expect, test } from 'vitest'
import { redeemAs, tokensOf } from '../../fixtures/client-calls.ts'
import { authorizeFully, authorizePath, responseOf, signInAs } from '../../fixtures/server-without-network.ts'
import { useBrowser, useWorldPerTest } from '../../fixtures/use-world.ts'
import { pathOf } from '../front-channel.ts'

const world = useWorldPerTest()
const browser = useBrowser(world)
let aliceToken: string
beforeEach(async () => {
  const code = (await authorizeFully(browser, { scope: 'openid' })).get('code') ?? ''
  aliceToken = (await tokensOf(redeemAs(world, 'app', code))).id_token
  await signInAs(browser, await browser.open('/sign-in'), 'bob@example.test', 'builder')
})

/** Who is signed in, as the page of the account says. */
async function signedIn(): Promise<readonly string[]> {
  const page = await browser.open('/account')
  if (pathOf(page) === '/sign-in') return []
  return ['alice', 'bob'].filter((name) => page.html.includes(`${name}@example.test`))
}

describe('in a browser with several accounts', () => {
  test('each is on the page of the account, and signs out alone', async () => {
    expect(await signedIn()).toEqual(['alice', 'bob'])
    // The current one is first.
    const done = await browser.submit(await browser.open('/account'), 'sign-out-1')
    expect(done.html).toContain('<h1>Signed out</h1>')
    expect(done.html).toContain('<bdi>bob@example.test</bdi> is signed out')
    expect(done.html).toContain('href="/account"')
    expect(await signedIn()).toEqual(['alice'])
    const silent = await browser.open(authorizePath({ prompt: 'none', scope: 'openid' }))
    expect(responseOf(silent).has('code')).toBe(true)
  })

  test('all sign out at once', async () => {
    const done = await browser.submit(await browser.open('/account'), 'sign-out')
    expect(done.html).toContain('<h1>You are signed out</h1>')
    expect(done.html).toContain('href="/sign-in"')
    expect(await signedIn()).toEqual([])
  })

  test('the question of an app offers each alone, too', async () => {
    const page = await browser.open('/logout?client_id=app')
    expect(page.html).toContain('Sign out of all accounts')
    await browser.submit(page, 'sign-out-2')
    expect(await signedIn()).toEqual(['bob'])
  })

  test('a hint ends the session that it is of, and no other (RP-Initiated Logout §2)', async () => {
    const done = await browser.open(`/logout?id_token_hint=${aliceToken}`)
    expect(done.html).toContain('<bdi>alice@example.test</bdi> is signed out')
    expect(await signedIn()).toEqual(['bob'])
  })

  test('a page that was sent twice signs out nobody else', async () => {
    const page = await browser.open('/account')
    await browser.submit(page, 'sign-out-1')
    const again = await browser.submit(page, 'sign-out-1')
    expect(again.html).toContain('This browser is still signed in as:')
    expect(await signedIn()).toEqual(['alice'])
  })

  test('a session of another browser is not signed out by its id', async () => {
    const other = world.browser()
    await signInAs(other, await other.open('/sign-in'))
    const ids = /value="([\w-]{22})"/.exec((await browser.open('/account')).html)?.[1] ?? ''
    await other.submit(await other.open('/account'), 'sign-out', { session: ids })
    expect(await signedIn()).toEqual(['alice', 'bob'])
  })
})
