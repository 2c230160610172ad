import { describe, expect, test } from 'vitest'
import { readForm, type ScriptedBrowser, type Visit } from '../../src/testing/scripted-browser.ts'
import {
  authorizeFully,
  authorizePath,
  issuer,
  responseOf,
  signInAs,
} from '../fixtures/server-without-network.ts'
import { useBrowser, useWorldPerTest } from '../fixtures/use-world.ts'

const world = useWorldPerTest()
const browser = useBrowser(world)

/** Each form of ours: the button that sends it, what it needs, and how to get to it. */
const forms = {
  'sign-in': async (own: ScriptedBrowser) => own.open('/sign-in'),
  'consent-allow': async (own: ScriptedBrowser) => signInAs(own, await own.open(authorizePath())),
  'sign-out': async (own: ScriptedBrowser) => {
    await signInAs(own, await own.open('/sign-in'))
    return own.open('/')
  },
  'sign-out-confirm': async (own: ScriptedBrowser) => {
    await signInAs(own, await own.open('/sign-in'))
    return own.open('/logout')
  },
} as const

const buttons = Object.keys(forms) as (keyof typeof forms)[]
const filled = { 'sign-in': { username: 'alice@example.test', password: 'wonderland' } }
const valuesOf = (button: keyof typeof forms) => (button === 'sign-in' ? filled['sign-in'] : {})

function expectRefused(visit: Visit): void {
  expect(visit.status).toBeGreaterThanOrEqual(400)
  expect(visit.headers.get('location')).toBeNull()
  expect(visit.headers.getSetCookie()).toEqual([])
}

describe.each(buttons)('the form behind %s (C-76, OWASP ASVS 3.5.1)', (button) => {
  test('is refused without its token, with an empty one, and with that of another browser', async () => {
    const page = await forms[button](browser)
    const stranger = world.browser()
    const theirs = readForm(await forms[button](stranger), button).fields.find(
      ([name]) => name === 'form_token',
    )
    for (const token of ['', 'x', theirs?.[1] ?? '']) {
      expectRefused(await browser.submit(page, button, { ...valuesOf(button), form_token: token }))
    }
  })

  test('is refused when another site, a sandbox or a neighbouring host sends it', async () => {
    const page = await forms[button](browser)
    for (const headers of [
      { origin: 'https://evil.test' },
      { origin: 'null', 'sec-fetch-site': 'cross-site' },
      { origin: 'null', 'sec-fetch-site': 'none' },
      { origin: 'https://app.id.example.test' },
      { origin: 'http://id.example.test' },
      { origin: 'https://id.example.test:8443' },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
    ]) {
      expectRefused(await browser.submit(page, button, valuesOf(button), headers))
    }
  })

  test('is not sent by an address: GET does nothing', async () => {
    const page = await forms[button](browser)
    const before = [...browser.cookies]
    const form = readForm(page, button)
    const query = new URLSearchParams(form.fields.map(([name, value]): [string, string] => [name, value]))
    await browser.peek(`${form.action}?${query}`)
    expect([...browser.cookies]).toEqual(before)
  })

  test('no frame can show it (OAuth 2.1 §7.11)', async () => {
    const { headers } = await forms[button](browser)
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
    expect(headers.get('x-frame-options')).toBe('DENY')
  })
})

test("one form's token is not another's: who may sign in may not therefore consent or sign out", async () => {
  const tokens = new Map<string, string>()
  const pages = new Map<string, Visit>()
  for (const button of buttons) {
    const page = await forms[button](browser)
    pages.set(button, page)
    tokens.set(button, readForm(page, button).fields.find(([name]) => name === 'form_token')?.[1] ?? '')
  }
  const consent = pages.get('consent-allow')
  if (consent === undefined) throw new Error('No consent page')
  for (const button of ['sign-in', 'sign-out', 'sign-out-confirm'] as const) {
    expectRefused(await browser.submit(consent, 'consent-allow', { form_token: tokens.get(button) ?? '' }))
  }
})

test('the yes of one person does not count for another who signed in meanwhile', async () => {
  const consent = await signInAs(browser, await browser.open(authorizePath()))
  await signInAs(browser, await browser.open('/sign-in'), 'bob@example.test', 'builder')
  expectRefused(await browser.submit(consent, 'consent-allow'))
})

test('the request of one browser goes on in no other, also not with the same person (RFC 9700 §4.5)', async () => {
  const victim = world.browser()
  await authorizeFully(victim)
  const attackers = await browser.open(authorizePath({ prompt: 'login' }))
  const visit = await victim.open(attackers.url)
  expect(visit.status).toBe(403)
  expect(visit.html).not.toContain('id="sign-in"')
})

test('a request cannot be tampered with on its way through our pages', async () => {
  const page = await browser.open(authorizePath())
  const sealed = new URL(page.url).searchParams.get('request') ?? ''
  const middle = Math.floor(sealed.length / 2)
  const flipped = `${sealed.slice(0, middle)}${sealed[middle] === 'A' ? 'B' : 'A'}${sealed.slice(middle + 1)}`
  for (const request of [
    flipped,
    sealed.slice(0, -4),
    `${sealed}AAAA`,
    `${sealed}=`,
    'e30',
    '[object Object]',
  ]) {
    expectRefused(await browser.open(`/sign-in?${new URLSearchParams({ request })}`))
  }
})

test('a code is not a request, and a request is not a code', async () => {
  const code = (await authorizeFully(browser)).get('code') ?? ''
  expectRefused(await browser.open(`/sign-in?${new URLSearchParams({ request: code })}`))
})

test.each(['//evil.test', '/\\evil.test', 'https:evil.test', '/%2f%2fevil.test', 'javascript:alert(1)'])(
  'no parameter makes our pages lead to %s (C-17)',
  async (target) => {
    const names = [
      'next',
      'return_to',
      'returnTo',
      'redirect',
      'redirect_uri',
      'continue',
      'url',
      'target_link_uri',
    ]
    const query = new URLSearchParams(names.map((name): [string, string] => [name, target]))
    const signIn = await browser.open(`/sign-in?${query}`)
    expect(signIn.html).not.toContain('evil.test')
    const home = await signInAs(browser, signIn)
    expect(home.url.startsWith(`${issuer}/`)).toBe(true)
    const bye = await browser.submit(await browser.open(`/?${query}`), 'sign-out')
    expect(bye.url.startsWith(`${issuer}/`)).toBe(true)
    expect(bye.html).not.toContain('evil.test')
  },
)

test('the answer is for the client that asked, whatever the form says', async () => {
  const consent = await signInAs(browser, await browser.open(authorizePath()))
  const visit = await browser.submit(consent, 'consent-allow', {
    redirect_uri: 'https://evil.test/cb',
    client_id: 'spa',
    state: 'evil',
    scope: ['openid', 'profile', 'notes:read', 'books:write', 'offline_access'],
  })
  expect(visit.url.startsWith('https://app.example.test/cb?')).toBe(true)
  expect(responseOf(visit).get('state')).toBe('the-state')
})
