import { describe, expect, test } from 'vitest'
import type { BuiltInAccountsConfiguration } from '../../../src/index.ts'
import type { ScriptedBrowser, Visit } from '../../../src/testing/scripted-browser.ts'
import { authorizePath, redeem, signInAs, type World } from '../../fixtures/server-without-network.ts'
import { openOwnWorld } from '../../fixtures/use-world.ts'
import { expectCode, expectErrorPage, onwardOf, pathOf, sessionCookieOf } from '../front-channel.ts'

const good = 'four words in a row'

let world: World

async function open(signUp: BuiltInAccountsConfiguration['signUp']): Promise<ScriptedBrowser> {
  world = await openOwnWorld({ accounts: { signUp, minimumPasswordLength: 15 } })
  return world.browser()
}

function signUp(browser: ScriptedBrowser, page: Visit, values: Record<string, string>): Promise<Visit> {
  return browser.submit(page, 'sign-up', { name: '', password: good, ...values })
}

/** A page without what is random in it, the name that was typed, and the sealed request. */
function withoutChance({ html }: Visit, username: string): string {
  return html
    .replaceAll(username, 'USERNAME')
    .replace(/request=[^"&]*/g, '')
    .replace(/(<input type="hidden"[^>]*value=")[^"]*/g, '$1')
}

describe('open sign-up', () => {
  test('goes from the app through a new account back to the app, with an email that nobody has verified', async () => {
    const browser = await open('open')
    const signIn = await browser.open(authorizePath({ scope: 'openid email' }))
    const link = /href="([^"]*\/sign-up[^"]*)"/.exec(signIn.html)?.[1] ?? 'no link'
    const page = await browser.open(link)
    expect(page.html).toContain('Acme App')
    const done = await signUp(browser, page, { username: 'dora@example.test', name: 'Dora' })
    expect([pathOf(done), done.html.includes('All set')]).toEqual(['/sign-in', true])
    expect(sessionCookieOf(browser)).toBeUndefined()
    const consent = await signInAs(browser, done, 'dora@example.test', good)
    const code = expectCode(await browser.submit(consent, 'consent-allow'))
    const { access_token } = await (await redeem(world.server, code)).json()
    const userinfo = await world.server.fetch(
      new Request(`${world.server.issuer}/userinfo`, {
        headers: { authorization: `Bearer ${access_token}` },
      }),
    )
    expect(await userinfo.json()).toMatchObject({ email: 'dora@example.test', email_verified: false })
  })

  test('answers a taken name like a free one, and changes nothing (ASVS 6.3.8)', async () => {
    const browser = await open('open')
    const answers: { status: number; path: string; html: string }[] = []
    for (const username of ['alice@example.test', 'emma@example.test']) {
      const done = await signUp(browser, await browser.open('/sign-up'), { username })
      answers.push({ status: done.status, path: pathOf(done), html: withoutChance(done, username) })
    }
    expect(answers[0]).toEqual(answers[1])
    const attempt = await signInAs(browser, await browser.open('/sign-in'), 'alice@example.test', good)
    expect(attempt.status).toBe(422)
  })

  test('names what is to be changed, keeps what was typed, but for the password', async () => {
    const browser = await open('open')
    const page = await signUp(browser, await browser.open('/sign-up'), {
      username: 'not an address"><script>',
      name: 'Zoë',
      password: 'too short',
    })
    expect(page.status).toBe(422)
    for (const text of ['Enter an email address', 'at least 15 characters', 'value="Zoë"'])
      expect(page.html).toContain(text)
    expect(page.html).not.toMatch(/<script>|too short"/)
  })

  test.each([
    ['fourteen chars', 422],
    ['passwordpassword', 422],
    ['fred@example.test and more', 422],
    ['a'.repeat(10) + 'b'.repeat(118), 303],
    [' lowercase only and spaces ', 303],
  ])('takes the password %j: %i (ASVS 6.2)', async (password, status) => {
    const browser = await open('open')
    const page = await signUp(browser, await browser.open('/sign-up'), {
      username: 'fred@example.test',
      password,
    })
    expect(page.status).toBe(status === 303 ? 200 : status)
    expect(pathOf(page)).toBe(status === 303 ? '/sign-in' : '/sign-up')
    if (status === 303)
      expect(pathOf(await signInAs(browser, page, 'fred@example.test', password))).not.toBe('/sign-in')
  })

  test('from one address ends after so many in an hour, and another address goes on', async () => {
    await open('open')
    const browser = world.browser('192.0.2.1')
    for (let name = 0; name < 30; name++)
      await signUp(browser, await browser.open('/sign-up'), { username: `p${name}@example.test` })
    const refused = await signUp(browser, await browser.open('/sign-up'), { username: 'p@example.test' })
    expect(refused.status).toBe(429)
    expect(refused.headers.get('retry-after')).toBe('3600')
    for (const text of ['Many accounts were made', 'value="p@example.test"'])
      expect(refused.html).toContain(text)
    const elsewhere = world.browser('198.51.100.1')
    const other = await signUp(elsewhere, await elsewhere.open('/sign-up'), { username: 'p@example.test' })
    expect(pathOf(other)).toBe('/sign-in')
  })

  test.each([
    ['without a token', { form_token: '' }, {}, 'We do not know this form'],
    ['from another origin', {}, { origin: 'https://evil.test' }, 'This form did not come from us'],
    ['from another site', {}, { 'sec-fetch-site': 'cross-site' }, 'This form did not come from us'],
  ])('%s makes nothing (ASVS 3.5.1)', async (_, fields, headers, heading) => {
    const browser = await open('open')
    const values = { username: 'gus@example.test', password: good, ...fields }
    const visit = await browser.submit(await browser.open('/sign-up'), 'sign-up', values, headers)
    expectErrorPage(visit, heading, 403)
    expect(await world.server.accounts.findByUsername('gus@example.test')).toBeUndefined()
  })
})

describe('sign-up by invitation', () => {
  test('makes one account, from the link to the app', async () => {
    const browser = await open('invite')
    const { url } = await world.server.accounts.invite({ email: 'hal@example.test' })
    const page = await browser.open(url)
    const done = await signUp(browser, page, { username: 'hal@example.test' })
    expect(pathOf(done)).toBe('/sign-in')
    expect((await signInAs(browser, done, 'hal@example.test', good)).html).toContain('hal@example.test')
    expect((await browser.open(authorizePath({ scope: 'openid' }))).html).toContain('Allow access?')
    const again = await signUp(browser, page, { username: 'eve@example.test', name: 'Eve' })
    expect(again.status).toBe(403)
    for (const text of ['This invitation was used already', 'value="eve@example.test"', 'value="Eve"'])
      expect(again.html).toContain(text)
    expect(await world.server.accounts.findByUsername('eve@example.test')).toBeUndefined()
  })

  test('is for the address it was sent to', async () => {
    const browser = await open('invite')
    const { url } = await world.server.accounts.invite({ email: 'hal@example.test' })
    const page = await browser.open(url)
    expect(page.html).toContain('value="hal@example.test"')
    const refused = await signUp(browser, page, { username: 'eve@example.test' })
    expect([refused.status, refused.html.includes('for another email address')]).toEqual([403, true])
    expect(pathOf(await signUp(browser, refused, { username: 'hal@example.test' }))).toBe('/sign-in')
    expect(await world.server.accounts.findByUsername('eve@example.test')).toBeUndefined()
  })

  test('ends with the week', async () => {
    const browser = await open('invite')
    const { url, expiresAt } = await world.server.accounts.invite()
    const page = await browser.open(url)
    world.clock.advance(expiresAt - world.clock.now())
    expectErrorPage(await browser.open(url), 'This invitation has expired', 403)
    const late = await signUp(browser, page, { username: 'ida@example.test', name: 'Ida' })
    expect(late.status).toBe(403)
    for (const text of ['This invitation has expired', 'value="ida@example.test"', 'value="Ida"'])
      expect(late.html).toContain(text)
    expect(await world.server.accounts.findByUsername('ida@example.test')).toBeUndefined()
  })

  test('is not offered without one, and a made-up one is none (C-92)', async () => {
    const browser = await open('invite')
    expect((await browser.open('/sign-in')).html).not.toContain('/sign-up')
    const without = await browser.open('/sign-up')
    expect([without.status, without.html.includes('You need an invitation')]).toEqual([403, true])
    const made = await browser.open('/sign-up?invitation=made-up')
    expectErrorPage(made, 'This invitation is not complete', 403)
    expect(onwardOf(made)).toEqual([['Sign in', '/sign-in']])
    expect(await world.server.accounts.findByUsername('jon@example.test')).toBeUndefined()
  })

  test('says that it was used before anybody types, and how to go on', async () => {
    const browser = await open('invite')
    const { url } = await world.server.accounts.invite()
    const page = await browser.open(url)
    for (let press = 0; press < 2; press++)
      expect(pathOf(await signUp(browser, page, { username: 'lea@example.test' }))).toBe('/sign-in')
    const used = await browser.open(url)
    expectErrorPage(used, 'This invitation was used already', 403)
    expect(onwardOf(used)).toEqual([['Sign in', '/sign-in']])
  })

  test('can be changed in the form to nothing better', async () => {
    const browser = await open('invite')
    const { url } = await world.server.accounts.invite()
    const page = await browser.open(url)
    const invitation = new URL(url).searchParams.get('invitation') ?? ''
    for (const bad of [
      '',
      `${invitation.slice(0, -1)}${invitation.endsWith('x') ? 'y' : 'x'}`,
      invitation.slice(1),
      'null',
    ])
      expect((await signUp(browser, page, { username: 'kim@example.test', invitation: bad })).status).toBe(
        403,
      )
    expect(pathOf(await signUp(browser, page, { username: 'kim@example.test' }))).toBe('/sign-in')
  })
})

describe('closed sign-up', () => {
  test('is not there, however it is asked (C-92, CVE-2026-29193)', async () => {
    const browser = await open('closed')
    expect((await browser.open('/sign-in')).html).not.toContain('/sign-up')
    const page = await browser.open('/sign-up')
    expect([page.status, page.html.includes('Sign-up is closed')]).toEqual([403, true])
    const signIn = await browser.open('/sign-in')
    const token = /name="form_token" value="([^"]+)"/.exec(signIn.html)?.[1] ?? ''
    const cookie = [...browser.cookies].map((pair) => pair.join('=')).join('; ')
    const answer = await world.server.fetch(
      new Request(`${world.server.issuer}/sign-up`, {
        method: 'POST',
        headers: { cookie, origin: world.server.issuer },
        body: new URLSearchParams({ username: 'leo@example.test', password: good, form_token: token }),
      }),
    )
    expect(answer.status).toBe(403)
    expect(await world.server.accounts.findByUsername('leo@example.test')).toBeUndefined()
  })
})
