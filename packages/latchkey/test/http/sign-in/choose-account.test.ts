import { decodeJwt } from 'jose'
import { describe, expect, test } from 'vitest'
import type { Visit } from '../../../src/testing/scripted-browser.ts'
import { authorizeFully, authorizePath, redeem, signInAs } from '../../fixtures/server-without-network.ts'
import { useBrowser, useWorldPerTest } from '../../fixtures/use-world.ts'
import { expectClientError, expectCode, expectErrorPage, pathOf, sessionCookieOf } from '../front-channel.ts'

const world = useWorldPerTest()
const browser = useBrowser(world)

const open = (changes: Record<string, string | undefined> = {}) => browser.open(authorizePath(changes))

/** The button of this person on the page. */
function choose(page: Visit, username: string): Promise<Visit> {
  const buttons = [...page.html.matchAll(/<button[^>]*name="session" value="([^"]+)".*?<\/button>/gs)]
  const session = buttons.find(([text]) => text.includes(username))?.[1] ?? 'nobody'
  return browser.submit(page, 'choose-account-cancel', { action: [], session })
}

async function subjectOf(visit: Visit) {
  const tokens = await (await redeem(world.server, expectCode(visit))).json()
  return decodeJwt(tokens.id_token).sub
}

/** Alice first, then bob: bob is the current one. Both have said yes. */
async function signInBoth(): Promise<void> {
  await authorizeFully(browser)
  const page = await signInAs(browser, await open({ prompt: 'login' }), 'bob@example.test', 'builder')
  await browser.submit(page, 'consent-allow')
}

describe('a browser in which two people are signed in', () => {
  test('goes on as the last of them', async () => {
    await signInBoth()
    expect(await subjectOf(await open())).toBe('bob-id')
  })

  test('is asked by select_account, and goes on as whom it chose, from then on (OpenID Connect Core §3.1.2.1)', async () => {
    await signInBoth()
    const page = await open({ prompt: 'select_account' })
    expect([pathOf(page), page.html.includes('<h1>Choose an account</h1>')]).toEqual([
      '/choose-account',
      true,
    ])
    expect(await subjectOf(await choose(page, 'alice@example.test'))).toBe('alice-id')
    expect(await subjectOf(await open())).toBe('alice-id')
  })

  test('answers id_token_hint with the person it is about', async () => {
    const hinted = await authorizeFully(world.browser(), { scope: 'openid' })
    const { id_token } = await (await redeem(world.server, hinted.get('code') ?? '')).json()
    await signInBoth()
    expect(await subjectOf(await open({ id_token_hint: id_token, prompt: 'none' }))).toBe('alice-id')
  })

  test('can switch on the consent page, and the other person is asked for themselves', async () => {
    await signInBoth()
    const consent = await open({ prompt: 'consent' })
    expect(consent.html).toContain('bob@example.test')
    const link = /href="([^"]*\/choose-account[^"]*)"/.exec(consent.html)?.[1]?.replaceAll('&amp;', '&')
    const page = await choose(await browser.open(link ?? 'no link'), 'alice@example.test')
    expect([pathOf(page), page.html.includes('alice@example.test')]).toEqual(['/consent', true])
    expectErrorPage(await browser.submit(consent, 'consent-allow'), 'Another account is signed in now', 403)
    expect(await subjectOf(await browser.submit(page, 'consent-allow'))).toBe('alice-id')
  })

  test('keeps no more people than its cookie holds, and the cookie stays small (ASVS 3.3.5)', async () => {
    for (let name = 0; name < 7; name++) {
      const username = `person${name}@example.test`
      await world.server.accounts.create({ username, password: `a long password ${name}` })
      await signInAs(browser, await open({ prompt: 'login' }), username, `a long password ${name}`)
    }
    const page = await open({ prompt: 'select_account' })
    expect(page.html.match(/name="session"/g)).toHaveLength(5)
    for (let request = 0; request < 20; request++) await open({ prompt: 'login', state: `${request}` })
    for (const [name, value] of browser.cookies) expect(name.length + value.length).toBeLessThan(1024)
    expect(browser.cookies.size).toBe(3)
  })
})

test('choosing is the same with one person: it can be them or somebody new', async () => {
  await authorizeFully(browser)
  const page = await open({ prompt: 'select_account' })
  const link = /href="([^"]*\/sign-in[^"]*)"/.exec(page.html)?.[1]?.replaceAll('&amp;', '&')
  const visit = await signInAs(browser, await browser.open(link ?? 'no link'), 'bob@example.test', 'builder')
  expect(await subjectOf(await browser.submit(visit, 'consent-allow'))).toBe('bob-id')
})

test('when nobody is signed in there is nothing to choose', async () => {
  expect(pathOf(await open({ prompt: 'select_account' }))).toBe('/sign-in')
})

test('cancelling goes back to the app', async () => {
  await authorizeFully(browser)
  const page = await open({ prompt: 'select_account' })
  expectClientError(await browser.submit(page, 'choose-account-cancel'), 'access_denied')
})

describe('only a session of this very browser can be chosen', () => {
  test.each(['nobody', '', 'AAAAAAAAAAAAAAAAAAAAAA'])('not %j', async (session) => {
    await authorizeFully(browser)
    const page = await open({ prompt: 'select_account' })
    const visit = await browser.submit(page, 'choose-account-cancel', { action: [], session })
    expectErrorPage(visit, 'You are not signed in any more', 403)
  })

  test('not the session of somebody elsewhere', async () => {
    const bobs = world.browser()
    await authorizeFully(bobs, {}, 'bob@example.test', 'builder')
    await authorizeFully(browser)
    const session = sessionCookieOf(bobs)?.split('.')[0] ?? ''
    const page = await open({ prompt: 'select_account' })
    const visit = await browser.submit(page, 'choose-account-cancel', { action: [], session })
    expectErrorPage(visit, 'You are not signed in any more', 403)
  })

  test('and not by another site', async () => {
    await signInBoth()
    const page = await open({ prompt: 'select_account' })
    const forged = await browser.submit(page, 'choose-account-cancel', {}, { 'sec-fetch-site': 'cross-site' })
    expectErrorPage(forged, 'This form did not come from us', 403)
  })
})
