import type { Route } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { openedForAll, openedForEach } from '../fixtures/opened.ts'
import { launchBrowser } from './launch-browser.ts'
import { openLiveWorld, phoneCallback } from './live-world.ts'
import { alice, openVisit, signIn } from './visit.ts'

const browser = openedForAll(launchBrowser)
const world = openedForEach(openLiveWorld)

describe.each([true, false])('scripts allowed: %s', (javaScriptEnabled) => {
  const visit = (complaints?: string[]) =>
    openVisit(browser, { javaScriptEnabled, ...(complaints && { complaints }) })

  test('a sign-in form reaches a client that redirects on to a third origin (CSP3 §6.4.1, form-action)', async () => {
    const complaints: string[] = []
    const page = await visit(complaints)
    await page.goto(world.authorizeUrl({ client_id: 'mine' }))
    await signIn(page, alice)
    await page.waitForURL(world.landing)
    expect(world.callbacks.map(({ method }) => method)).toEqual(['GET'])
    expect(world.callbacks[0]?.parameters.get('code')).toBeTruthy()
    expect(complaints).toEqual([])
    await page.context().close()
  })

  test('so does a consent form, whichever button was pressed', async () => {
    const complaints: string[] = []
    const page = await visit(complaints)
    await page.goto(world.authorizeUrl())
    await signIn(page, alice)
    await page.locator('#consent-deny').click()
    await page.waitForURL(world.landing)
    await page.goto(world.authorizeUrl())
    await page.locator('#consent-allow').click()
    await page.waitForURL(world.landing)
    expect(world.callbacks.map(({ parameters }) => parameters.get('error'))).toEqual(['access_denied', null])
    expect(world.callbacks[1]?.parameters.get('iss')).toBe(world.issuer)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  test('so does Cancel on the sign-in page', async () => {
    const page = await visit()
    await page.goto(world.authorizeUrl())
    await page.locator('#sign-in-cancel').click()
    await page.waitForURL(world.landing)
    expect(world.callbacks[0]?.parameters.get('error')).toBe('access_denied')
    await page.context().close()
  })

  test('form_post brings the code in a POST from our page (FP-03)', async () => {
    const complaints: string[] = []
    const page = await visit(complaints)
    await page.goto(world.authorizeUrl({ response_mode: 'form_post' }))
    await signIn(page, alice)
    await page.locator('#consent-allow').click()
    if (!javaScriptEnabled) await page.locator('#form-post').click()
    await page.waitForURL(world.landing)
    const [callback] = world.callbacks
    expect(callback?.method).toBe('POST')
    expect([...(callback?.parameters.keys() ?? [])].sort()).toEqual(['code', 'iss', 'state'])
    expect(complaints).toEqual([])
    await page.context().close()
  })

  test("our forms name their origin: Referrer-Policy does not turn it into 'null' (Fetch §3.1)", async () => {
    const page = await visit()
    await page.goto(world.authorizeUrl())
    await signIn(page, { ...alice, password: 'wrong' })
    await signIn(page, alice)
    await page.locator('#consent-allow').click()
    await page.waitForURL(world.landing)
    await page.goto(world.issuer)
    await page.locator('#sign-out').click()
    await page.getByRole('heading', { name: 'You are signed out' }).waitFor()
    const posts = world.requests.filter(({ method }) => method === 'POST')
    expect(posts.map(({ path }) => path)).toEqual(['/sign-in', '/sign-in', '/consent', '/sign-out'])
    expect(new Set(posts.map(({ origin }) => origin))).toEqual(new Set([world.issuer]))
    await page.context().close()
  })

  test("an app's own scheme is opened from a page that stays, and says so (RFC 8252 §7.1)", async () => {
    const page = await visit()
    await page.goto(world.authorizeUrl({ client_id: 'phone', redirect_uri: phoneCallback }))
    await signIn(page, alice)
    await page.locator('#consent-allow').click()
    await page.getByRole('heading', { name: 'Returning to Phone App' }).waitFor()
    expect(await page.locator('main').innerText()).toContain('You can close this tab')
    const href = await page.locator('#hand-off').getAttribute('href')
    expect(href?.startsWith(`${phoneCallback}?`) && new URL(href).searchParams.get('code')).toBeTruthy()
    await page.context().close()
  })

  test('a browser that keeps no cookies is told so at the first page, before anybody types a password', async () => {
    const page = await visit()
    await page.route(`${world.issuer}/**`, dropCookies)
    await page.goto(world.authorizeUrl())
    await page.getByRole('heading', { name: 'Cookies are blocked' }).waitFor()
    expect(await page.locator('main').innerText()).toContain('Allow cookies for this site')
    await page.unroute(`${world.issuer}/**`)
    await page.getByRole('link', { name: 'Start again' }).click()
    await page.locator('#sign-in').waitFor()
    await page.context().close()
  })

  test('so is one that lost them while the page was open', async () => {
    const page = await visit()
    await page.goto(world.authorizeUrl())
    await page.context().clearCookies()
    await signIn(page, alice)
    await page.getByRole('heading', { name: 'Cookies are blocked' }).waitFor()
    expect(world.callbacks).toEqual([])
    await page.context().close()
  })
})

async function dropCookies(route: Route): Promise<void> {
  const response = await route.fetch({ maxRedirects: 0 })
  const { 'set-cookie': _dropped, ...headers } = response.headers()
  // Fetching has put them into the jar already.
  await route.request().frame().page().context().clearCookies()
  await route.fulfill({ response, headers })
}
