import { decodeJwt } from 'jose'
import type { Browser, Page, Request } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchBrowser } from '../../../latchkey/test/browser/launch-browser.ts'
import {
  booksApi,
  openPopup,
  openPopupWorld,
  outcomeOf,
  type PopupWorld,
  press,
  reachConsent,
} from './popup-world.ts'

let browser: Browser
let world: PopupWorld
let page: Page

beforeAll(async () => {
  browser = await launchBrowser()
  world = await openPopupWorld()
})
afterAll(async () => {
  await browser?.close()
  await world?.close()
})

/** What the opener broadcasts or posts in these tests stands for what others might. */
const answer = (query: string) => ({ kind: 'answer', query })

describe('a sign-in in a pop-up window', () => {
  test("ends with tokens and a closed window, though the issuer's pages cut the tie to the opener", async () => {
    page = await world.visit(browser)
    const popup = await openPopup(page, world.options({ scope: 'openid books:read' }))
    await reachConsent(popup)
    expect(await popup.evaluate('[innerWidth, innerHeight, opener]')).toEqual([480, 680, null])
    expect(await page.evaluate('popup.closed')).toBe(true)
    await Promise.all([popup.waitForEvent('close'), popup.locator('#consent-allow').click()])
    const { tokens } = await outcomeOf(page)
    expect(tokens).toEqual({
      accessToken: expect.any(String),
      tokenType: 'Bearer',
      expiresInSeconds: 600,
      scopes: ['books:read'],
      idToken: expect.any(String),
      refreshToken: expect.any(String),
    })
    expect(decodeJwt(String(tokens?.accessToken))).toMatchObject({ sub: 'ada-id', aud: booksApi })
    await page.context().close()
  })

  test('asks with PKCE and a state that nobody can guess, and redeems with the verifier (RFC 7636 §4)', async () => {
    page = await world.visit(browser)
    const asked = authorizationRequest()
    const popup = await openPopup(page, world.options({ loginHint: 'ada@example.test', prompt: 'login' }))
    const { searchParams } = await asked
    expect(Object.fromEntries(searchParams)).toEqual({
      response_type: 'code',
      client_id: 'page',
      redirect_uri: `${world.origin}/cb`,
      scope: 'books:read',
      resource: booksApi,
      login_hint: 'ada@example.test',
      prompt: 'login',
      state: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: 'S256',
    })
    const redeemed = page.waitForRequest((request) => request.url().endsWith('/token'))
    await reachConsent(popup)
    await popup.locator('#consent-allow').click()
    const request = await redeemed
    expect(new URLSearchParams(request.postData() ?? '').get('code_verifier')).toMatch(/^[\w-]{43}$/)
    expect(await request.headerValue('cookie')).toBeNull()
    expect((await outcomeOf(page)).tokens).toBeDefined()
    await page.context().close()
  })

  test.each(['/', '/frame'])(
    'at an issuer that leaves the tie whole, from %s, one answer counts',
    async (path) => {
      page = await world.visit(browser)
      if (path === '/frame') await page.goto(`${world.elsewhere}${path}`)
      const frame = page.frame({ url: `${world.origin}/` }) ?? page
      const redemptions: string[] = []
      page.on('request', (request) => request.url().endsWith('/token') && redemptions.push(request.method()))
      const popup = await openPopup(page, world.options({ issuer: world.tiedIssuer }), frame)
      await reachConsent(popup)
      expect(await popup.evaluate('opener !== null')).toBe(true)
      await Promise.all([popup.waitForEvent('close'), popup.locator('#consent-allow').click()])
      expect((await outcomeOf(frame)).tokens).toBeDefined()
      expect(redemptions).toEqual(['POST'])
      await page.context().close()
    },
  )

  test('leaves no code in the address of a redirect page that nobody waits for, and leaves it open', async () => {
    page = await world.visit(browser)
    await page.goto(`${world.origin}/cb?code=stale&state=gone`)
    await page.waitForURL(`${world.origin}/cb`)
    expect(await page.innerText('body')).toContain('You can close this window')
    await page.context().close()
  })
})

describe('who says no', () => {
  test('the person: `DENIED` (OAuth 2.1 §4.1.2.1)', async () => {
    page = await world.visit(browser)
    const popup = await openPopup(page, world.options())
    await reachConsent(popup)
    await Promise.all([popup.waitForEvent('close'), popup.locator('#consent-deny').click()])
    expect(await outcomeOf(page)).toMatchObject({ code: 'DENIED', error: 'access_denied' })
    await page.context().close()
  })

  test('the browser: `POPUP_BLOCKED`, with what to change', async () => {
    page = await world.visit(browser)
    await page.goto(`${world.elsewhere}/sandbox`)
    const frame = page.frame({ url: `${world.origin}/` }) ?? page
    await press(frame, world.options())
    const outcome = await outcomeOf(frame)
    expect(outcome).toMatchObject({ name: 'SignInPopupError', code: 'POPUP_BLOCKED' })
    expect(outcome.message).toContain('call this in a click handler')
    await page.context().close()
  })

  test('the issuer: `REFUSED`, with its error', async () => {
    page = await world.visit(browser)
    const { popup, state } = await begin()
    await broadcast(answer(`?${new URLSearchParams({ code: 'made-up', state, iss: world.issuer.url })}`))
    expect(await outcomeOf(page)).toMatchObject({ code: 'REFUSED', error: 'invalid_grant' })
    expect(popup.isClosed()).toBe(false)
    await page.context().close()
    page = await world.visit(browser)
    const invalid = await openPopup(page, world.options({ scope: 'not:registered' }))
    await invalid.waitForEvent('close')
    expect(await outcomeOf(page)).toMatchObject({ code: 'REFUSED', error: 'invalid_scope' })
    await page.context().close()
  })

  test('time: `TIMED_OUT`, and the caller: the reason of its signal', async () => {
    page = await world.visit(browser)
    await openPopup(page, world.options({ timeoutSeconds: 0.1 }))
    expect(await outcomeOf(page)).toMatchObject({ code: 'TIMED_OUT' })
    await page.evaluate('globalThis.former = new AbortController()')
    await page.evaluate(
      'document.querySelector("button").addEventListener("click", () => { options.signal = former.signal }, { capture: true })',
    )
    await begin()
    await page.evaluate('former.abort(new Error("the button was pressed again"))')
    expect(await outcomeOf(page)).toMatchObject({ message: 'the button was pressed again' })
    await page.context().close()
  })

  test('the person, by closing the window before there is anything to see: `POPUP_CLOSED`', async () => {
    page = await world.visit(browser)
    const { promise: held, resolve: release } = Promise.withResolvers<void>()
    await page.route('**/.well-known/openid-configuration', (route) => held.then(() => route.continue()))
    const popup = await openPopup(page, world.options())
    await popup.close()
    release()
    expect(await outcomeOf(page)).toMatchObject({ code: 'POPUP_CLOSED' })
    await page.context().close()
  })
})

describe('what is not believed', () => {
  test('an answer with another state, of another shape, or from another origin', async () => {
    page = await world.visit(browser)
    const { popup, state } = await begin()
    const forged = `?${new URLSearchParams({ error: 'access_denied', state, iss: world.issuer.url })}`
    await broadcast(answer('?error=access_denied&state=another'))
    for (const junk of [null, 'answer', {}, { kind: 'answer' }, { kind: 'received', query: forged }]) {
      await broadcast(junk)
    }
    await page.evaluate((url) => {
      const frame = document.createElement('iframe')
      frame.src = url
      document.body.append(frame)
      return new Promise((resolve) => frame.addEventListener('load', resolve))
    }, world.elsewhere)
    const stranger = page.frame({ url: `${world.elsewhere}/` }) ?? page
    const arrived = page.evaluate(
      "new Promise((resolve) => addEventListener('message', () => resolve(true)))",
    )
    await stranger.evaluate((message) => parent.postMessage(message, '*'), answer(forged))
    expect(await arrived).toBe(true)
    await reachConsent(popup)
    await popup.locator('#consent-allow').click()
    expect((await outcomeOf(page)).tokens).toBeDefined()
    await page.context().close()
  })

  test.each([
    ['of another issuer', 'https://other.example.test'],
    ['that names no issuer, where the metadata promised one', undefined],
  ])('an answer %s (RFC 9207 §2.4)', async (_, iss) => {
    page = await world.visit(browser)
    const { state } = await begin()
    const query = new URLSearchParams({ code: 'of-the-other', state, ...(iss !== undefined && { iss }) })
    await broadcast(answer(`?${query}`))
    expect(await outcomeOf(page)).toMatchObject({ code: 'ISSUER_WRONG' })
    await page.context().close()
  })

  test('metadata of another issuer, or none, and an issuer that is away', async () => {
    page = await world.visit(browser)
    const { port } = new URL(world.issuer.url)
    for (const [issuer, code, hint] of [
      [`http://localhost:${port}`, 'ISSUER_WRONG', `its issuer is ${world.issuer.url}`],
      [world.origin, 'ISSUER_WRONG', "no issuer's metadata"],
      [world.elsewhere, 'ISSUER_UNAVAILABLE', 'may scripts of'],
      ['http://127.0.0.1:1', 'ISSUER_UNAVAILABLE', 'Is it running'],
    ] as const) {
      const popup = await openPopup(page, world.options({ issuer }))
      const outcome = await outcomeOf(page)
      expect(outcome).toMatchObject({ code, message: expect.stringContaining(hint) })
      if (!popup.isClosed()) await popup.waitForEvent('close')
    }
    await page.context().close()
  })

  test.each([
    ['authorization_endpoint', 'javascript:void(opener.isTaken = true)//'],
    ['authorization_endpoint', 'http://id.example.test/authorize'],
    ['token_endpoint', 'http://id.example.test/token'],
  ])('metadata whose %s would run here, or be read on the way: %s', async (name, endpoint) => {
    page = await world.visit(browser)
    await page.route('**/.well-known/openid-configuration', async (route) => {
      const response = await route.fetch()
      await route.fulfill({ response, json: { ...(await response.json()), [name]: endpoint } })
    })
    await openPopup(page, world.options())
    const popupIsTaken = page
      .waitForFunction(() => 'isTaken' in globalThis)
      .then(
        () => 'taken',
        () => 'closed',
      )
    const outcome = await Promise.race([outcomeOf(page), popupIsTaken])
    expect(outcome).toMatchObject({ code: 'ISSUER_WRONG' })
    await page.context().close()
  })

  test('an option that cannot work: a TypeError that says what to change, and no window', async () => {
    page = await world.visit(browser)
    for (const [changes, hint] of [
      [{ issuer: 'http://id.example.test' }, 'must be an https URL'],
      [{ issuer: 'id.example.test' }, 'must be an https URL'],
      [{ redirectUri: '/cb' }, `must be a URL of this page's origin ${world.origin}`],
      [{ redirectUri: `${world.elsewhere}/cb` }, `must be a URL of this page's origin`],
    ] as const) {
      await press(page, world.options(changes))
      expect(await outcomeOf(page)).toMatchObject({
        name: 'TypeError',
        message: expect.stringContaining(hint),
      })
    }
    expect(page.context().pages()).toHaveLength(1)
    await page.context().close()
  })
})

/** Opens the window and waits for the issuer's page; answers the state that was sent there. */
async function begin() {
  const asked = authorizationRequest()
  const popup = await openPopup(page, world.options())
  const state = (await asked).searchParams.get('state') ?? ''
  await popup.waitForURL(/\/sign-in/)
  return { popup, state }
}

async function authorizationRequest(): Promise<URL> {
  const isOne = (request: Request) => request.url().includes('/authorize?')
  return new URL((await page.context().waitForEvent('request', isOne)).url())
}

/** As another page of the same origin could. */
async function broadcast(message: unknown): Promise<void> {
  await page.evaluate((data) => new BroadcastChannel('latchkey-sign-in').postMessage(data), message)
}
