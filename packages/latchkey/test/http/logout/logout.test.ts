import { beforeEach, describe, expect, test } from 'vitest'
import type { ScriptedBrowser, Visit } from '../../../src/testing/scripted-browser.ts'
import {
  authorizeFully,
  authorizePath,
  otherSecret,
  post,
  redeem,
  signInAs,
} from '../../fixtures/server-without-network.ts'
import { useBrowser, useWorldPerTest } from '../../fixtures/use-world.ts'
import {
  copyCookies,
  expectClientError,
  expectCode,
  expectErrorPage,
  pathOf,
  sessionCookieOf,
} from '../front-channel.ts'

const bye = 'https://app.example.test/bye'

const world = useWorldPerTest()
const browser = useBrowser(world)
let idToken: string
beforeEach(async () => {
  idToken = await signInForIdToken(browser)
})

async function signInForIdToken(who: ScriptedBrowser, user = 'alice@example.test', password = 'wonderland') {
  const response = await authorizeFully(who, { scope: 'openid' }, user, password)
  return (await (await redeem(world.server, response.get('code') ?? '')).json()).id_token as string
}

const open = (parameters: Record<string, string> = {}, who = browser) =>
  who.open(`/logout?${new URLSearchParams(parameters)}`)

const silently = (who = browser) => who.open(authorizePath({ prompt: 'none', scope: 'openid' }))

const expectSignedIn = async (who = browser) => expectCode(await silently(who))
const expectSignedOut = async (who = browser) => expectClientError(await silently(who), 'login_required')

/** The request was refused, and the page leads on. */
function expectLogoutError(visit: Visit): void {
  expectErrorPage(visit, 'Sign-out request error')
  expect(visit.html).toContain('href="/logout"')
}

function expectQuestion(visit: Visit): void {
  expect([visit.status, visit.html.includes('id="sign-out-confirm"')]).toEqual([200, true])
}

describe('a logout request (RP-Initiated Logout 1.0 §2, §3)', () => {
  test('with a hint of this session ends it and returns, with state only if it was sent', async () => {
    const visit = await open({ id_token_hint: idToken, post_logout_redirect_uri: bye, state: 'a b&c=é' })
    expect([visit.status, visit.url]).toEqual([303, `${bye}?${new URLSearchParams({ state: 'a b&c=é' })}`])
    await expectSignedOut()
    const stateless = { id_token_hint: await signInForIdToken(browser), post_logout_redirect_uri: bye }
    expect((await open(stateless)).url).toBe(bye)
  })

  test('may come by POST, from the site of the app', async () => {
    const form = { id_token_hint: idToken, post_logout_redirect_uri: bye, state: 's' }
    const answer = await post(world.server, '/logout', form, { origin: 'https://app.example.test' })
    expect(answer.status).toBe(303)
    expect((await browser.open(answer.headers.get('location') ?? '')).url).toBe(`${bye}?state=s`)
    await expectSignedOut()
  })

  test('with a hint that is expired is as good', async () => {
    world.clock.advance(7200)
    expect((await open({ id_token_hint: idToken, post_logout_redirect_uri: bye })).url).toBe(bye)
  })

  test('without parameters asks, and ends the session when the person confirms', async () => {
    const page = await open()
    expectQuestion(page)
    expect(page.html).toContain('alice@example.test')
    await expectSignedIn()
    const done = await browser.submit(page, 'sign-out-confirm')
    expect([done.status, done.html.includes('<h1>You are signed out</h1>')]).toEqual([200, true])
    await expectSignedOut()
  })

  test('with client_id alone asks, and returns once the person confirmed', async () => {
    const page = await open({ client_id: 'app', post_logout_redirect_uri: bye, state: 's' })
    expectQuestion(page)
    expect(page.html).toContain('Acme App')
    expect((await browser.submit(page, 'sign-out-confirm')).url).toBe(`${bye}?state=s`)
    await expectSignedOut()
  })

  test('with an address and nothing that says whose it is returns nowhere', async () => {
    const page = await open({ post_logout_redirect_uri: bye })
    expectQuestion(page)
    const done = await browser.submit(page, 'sign-out-confirm')
    expect([done.status, done.headers.get('location')]).toEqual([200, null])
  })

  test('of somebody who is not here asks, and does not sign out whoever is', async () => {
    const bobs = await signInForIdToken(world.browser(), 'bob@example.test', 'builder')
    expectQuestion(await open({ id_token_hint: bobs, post_logout_redirect_uri: bye }))
    await expectSignedIn()
  })

  test('with a hint of an earlier session of the same person asks', async () => {
    await signInAs(browser, await browser.open(authorizePath({ prompt: 'login', scope: 'openid' })))
    expectQuestion(await open({ id_token_hint: idToken }))
    await expectSignedIn()
  })

  test('when nobody is signed in says so, and returns only to an app that a hint proves', async () => {
    const nobody = world.browser()
    expect((await open({}, nobody)).html).toContain('You are signed out')
    const unproven = await open({ client_id: 'app', post_logout_redirect_uri: bye, state: 's' }, nobody)
    expect([unproven.status, unproven.headers.get('location')]).toEqual([200, null])
    // The person may go there by a button, as the operator vouches for the app.
    expect(unproven.html).toContain(`href="${bye}?state=s"`)
    expect((await open({ id_token_hint: idToken, post_logout_redirect_uri: bye }, nobody)).url).toBe(bye)
  })
})

test.each([
  `${bye}?foo=bar`,
  `${bye}/`,
  `${bye}/more`,
  `${bye}#x`,
  'https://app.example.test.evil.test/bye',
  'https://app.example.test@evil.test/bye',
  'https://other.example.test/bye',
  'https://app.example.test/cb',
  'javascript:alert(1)',
  '//evil.test',
])('an address that is not registered is never returned to: %s (§3)', async (post_logout_redirect_uri) => {
  expectLogoutError(await open({ id_token_hint: idToken, post_logout_redirect_uri }))
  expectLogoutError(await open({ client_id: 'app', post_logout_redirect_uri }))
  expectLogoutError(await open({ client_id: 'app', post_logout_redirect_uri }, world.browser()))
  await expectSignedIn()
})

describe('a hint that is not ours proves nothing', () => {
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')

  test.each([
    ['alg none', (token: string) => `${encode({ alg: 'none' })}.${token.split('.')[1]}.`],
    ['a flipped signature', (token: string) => `${token.slice(0, -4)}AAAA`],
    ['no JWT at all', () => 'x'],
    ['a very long one', () => `e${'.'.repeat(10_000)}`],
  ])('%s', async (_, forge) => {
    const parameters = { id_token_hint: forge(idToken), post_logout_redirect_uri: bye }
    expectQuestion(await open(parameters))
    const visit = await open(parameters, world.browser())
    expect([visit.status, visit.headers.get('location')]).toEqual([200, null])
    await expectSignedIn()
  })

  test('an access token of ours', async () => {
    const response = await authorizeFully(browser, { scope: 'openid' })
    const { access_token } = await (await redeem(world.server, response.get('code') ?? '')).json()
    expectQuestion(await open({ id_token_hint: access_token, post_logout_redirect_uri: bye }))
  })
})

test('client_id and hint must agree (§2)', async () => {
  expectLogoutError(await open({ id_token_hint: idToken, client_id: 'other' }))
  expectLogoutError(await browser.open(`/logout?client_id=app&client_id=other`))
  await expectSignedIn()
})

test('a disabled app is returned to no more', async () => {
  const redirectUri = 'https://fading.example.test/'
  const { client } = await world.server.clients.create({
    name: 'Fading',
    redirectUris: [redirectUri],
    postLogoutRedirectUris: [redirectUri],
  })
  const parameters = { client_id: client.clientId, post_logout_redirect_uri: redirectUri }
  await world.server.clients.update(client.clientId, { disabled: true })
  const page = await open(parameters)
  expectQuestion(page)
  expect((await browser.submit(page, 'sign-out-confirm')).headers.get('location')).toBeNull()
})

describe('after it', () => {
  test('the cookie is gone, and a copy of it is worth nothing (ASVS 7.4.1)', async () => {
    const copy = world.browser()
    copyCookies(browser, copy)
    await expectSignedIn(copy)
    await open({ id_token_hint: idToken })
    expect(sessionCookieOf(browser)).toBeUndefined()
    await expectSignedOut(copy)
  })

  test('everybody who was signed in in this browser is signed out', async () => {
    await signInAs(
      browser,
      await browser.open(authorizePath({ prompt: 'login' })),
      'bob@example.test',
      'builder',
    )
    await browser.submit(await open(), 'sign-out-confirm')
    const page = await browser.open(authorizePath({ prompt: 'select_account' }))
    expect(pathOf(page)).toBe('/sign-in')
  })

  test('and another browser of the same person is not', async () => {
    const elsewhere = world.browser()
    await signInForIdToken(elsewhere)
    await open({ id_token_hint: idToken })
    await expectSignedIn(elsewhere)
  })

  test('the page that asked can be sent again without harm', async () => {
    const page = await open()
    await browser.submit(page, 'sign-out-confirm')
    expect((await browser.submit(page, 'sign-out-confirm')).html).toContain('You are signed out')
  })
})

describe('nobody else can sign a person out (§6; C-76)', () => {
  test('not an image on another site', async () => {
    await open({ client_id: 'app' })
    await browser.peek('/logout', { 'sec-fetch-site': 'cross-site', 'sec-fetch-dest': 'image' })
    await expectSignedIn()
  })

  test.each([
    ['without a token', { form_token: '' }, {}, 'We do not know this form'],
    ['from another origin', {}, { origin: 'https://evil.test' }, 'This form did not come from us'],
    ['from another site', {}, { 'sec-fetch-site': 'cross-site' }, 'This form did not come from us'],
  ])('not a form %s', async (_, fields, headers, heading) => {
    const visit = await browser.submit(await open(), 'sign-out-confirm', fields, headers)
    expectErrorPage(visit, heading, 403)
    await expectSignedIn()
  })

  test('not by GET', async () => {
    expect((await browser.open('/sign-out')).status).toBe(405)
    await expectSignedIn()
  })

  test('and a form that was altered returns nowhere new', async () => {
    const page = await open({ client_id: 'app', post_logout_redirect_uri: bye })
    const logout = new URLSearchParams({ client_id: 'app', post_logout_redirect_uri: 'https://evil.test/' })
    expectLogoutError(await browser.submit(page, 'sign-out-confirm', { logout: `${logout}` }))
  })
})

describe('the page that says that nobody is signed in any more leads on', () => {
  const done = async (changes: { verified: boolean; clientUri?: string }) => {
    const { client } = await world.server.clients.create({
      name: 'Onward',
      redirectUris: ['https://onward.example.test/'],
      ...changes,
    })
    return open({ client_id: client.clientId }, world.browser())
  }

  test('to a sign-in, and to the home page of an app that the operator vouches for', async () => {
    const clientUri = 'https://onward.example.test/home'
    expect((await open({}, world.browser())).html).toContain('href="/sign-in"')
    expect((await done({ verified: true, clientUri })).html).toContain(`href="${clientUri}">Return to Onward`)
    expect((await done({ verified: true })).html).not.toContain('Onward')
    expect((await done({ verified: false, clientUri })).html).not.toContain('nward')
  })
})

test('the hint of one app does not return to the address of another', async () => {
  const response = await authorizeFully(browser, {
    client_id: 'other',
    redirect_uri: 'https://other.example.test/cb',
    scope: 'openid',
  })
  const credentials = { client_id: 'other', client_secret: otherSecret }
  const answer = await redeem(world.server, response.get('code') ?? '', credentials, {})
  const { id_token } = await answer.json()
  expectLogoutError(await open({ id_token_hint: id_token, post_logout_redirect_uri: bye }))
})
