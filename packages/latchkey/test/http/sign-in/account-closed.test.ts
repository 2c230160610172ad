import { expect, test } from 'vitest'
import type { Visit } from '../../../src/testing/scripted-browser.ts'
import { authorizeFully, authorizePath, openWorld, signInAs } from '../../fixtures/server-without-network.ts'
import { useBrowser, useWorldPerTest } from '../../fixtures/use-world.ts'

/** A server whose host app has an `/account` of its own. */
const world = useWorldPerTest({ areas: { account: false }, accounts: { signUp: 'open' } })
const browser = useBrowser(world)

const pathOf = ({ url }: Visit) => new URL(url).pathname

test('signing in for no app ends at a page of ours that says who is signed in, and lets them out', async () => {
  const home = await signInAs(browser, await browser.open('/sign-in'))
  expect([home.status, pathOf(home), home.html.includes('Alice Liddell')]).toEqual([200, '/sign-in', true])
  const out = await browser.submit(home, 'sign-out')
  expect([out.status, out.html.includes('Alice')]).toEqual([200, false])
  expect((await browser.open('/sign-in')).html).toContain('id="sign-in"')
})

test('a reload of that page sends no form again, and it speaks other languages', async () => {
  const home = await signInAs(browser, await browser.open('/sign-in'))
  expect((await browser.open(home.url)).html).toContain('Alice Liddell')
  expect(home.html).toContain('<a href="/sign-in?lang=de"')
  expect((await browser.open('/sign-in?lang=de')).html).toContain('Alice Liddell')
})

test('the front page leads there, and to the form while nobody is signed in', async () => {
  expect((await browser.open('/')).html).toContain('id="sign-in"')
  await signInAs(browser, await browser.open('/sign-in'))
  const front = await browser.open('/')
  expect([front.status, pathOf(front), front.html.includes('Alice Liddell')]).toEqual([200, '/sign-in', true])
})

test('whoever has just made a second account is asked to sign in with it', async () => {
  await signInAs(browser, await browser.open('/sign-in'))
  const made = await browser.submit(await browser.open('/sign-up'), 'sign-up', {
    name: 'Dora',
    username: 'dora@example.test',
    password: 'a password that nobody has',
  })
  expect(pathOf(made)).toBe('/sign-in')
  expect(made.html).toContain('value="dora@example.test"')
})

test('an app that asks for a sign-in gets one, whoever is signed in already', async () => {
  await signInAs(browser, await browser.open('/sign-in'))
  expect((await browser.open(authorizePath({ prompt: 'login' }))).html).toContain('id="sign-in"')
  expect((await authorizeFully(browser)).get('code')).toBeTruthy()
})

test('where the account area is open, the sign-in page stays a form for whoever opens it', async () => {
  const { server, browser } = await openWorld()
  const visitor = browser()
  const home = await signInAs(visitor, await visitor.open('/sign-in'))
  expect(pathOf(home)).toBe('/account')
  expect((await visitor.open('/sign-in')).html).toContain('id="sign-in"')
  await server.close()
})

test('no page of a person on their way leads to /account', async () => {
  const pages = [
    await browser.open('/sign-in'),
    await browser.open('/sign-up'),
    await signInAs(browser, await browser.open('/sign-in')),
    await browser.open('/logout'),
    await browser.submit(await browser.open('/logout'), 'sign-out-confirm'),
    await browser.open('/logout'),
    await browser.open('/nowhere'),
  ]
  for (const { url, html } of pages) {
    expect(url).not.toContain('/account')
    expect(html).not.toMatch(/(?:href|action)="[^"]*\/account/)
  }
})
