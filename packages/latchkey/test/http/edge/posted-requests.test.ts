import { beforeEach, describe, expect, test } from 'vitest'
import { redeemAs, tokensOf } from '../../fixtures/client-calls.ts'
import { authorizeFully, authorizePath, post, signInAs } from '../../fixtures/server-without-network.ts'
import { useBrowser, useWorldPerTest } from '../../fixtures/use-world.ts'
import { expectCode, expectErrorPage, pathOf } from '../front-channel.ts'

const bye = 'https://app.example.test/bye'
const fromApp = { origin: 'https://app.example.test' }

const world = useWorldPerTest()
const browser = useBrowser(world)
let idToken: string
beforeEach(async () => {
  const code = (await authorizeFully(browser, { scope: 'openid' })).get('code') ?? ''
  idToken = (await tokensOf(redeemAs(world, 'app', code))).id_token
})

function authorizationRequest(changes: Record<string, string> = {}): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(authorizePath({ scope: 'openid', ...changes }).split('?')[1]))
}

/** Posts from the app's site, without our cookies; answers where the browser is sent. */
async function postFromApp(path: string, form: Record<string, string>): Promise<string> {
  const answer = await post(world.server, path, form, fromApp)
  expect(answer.status).toBe(303)
  return answer.headers.get('location') ?? ''
}

describe('what is posted stays out of URLs', () => {
  test('at /logout: the browser is sent to a sealed request, which is carried out', async () => {
    const form = { id_token_hint: idToken, post_logout_redirect_uri: bye, state: 'secret-state' }
    const location = await postFromApp('/logout', form)
    expect(location).toMatch(/^\/logout\?posted=[\w-]+$/)
    expect(decodeURIComponent(location)).not.toContain('secret-state')
    expect((await browser.open(location)).url).toBe(`${bye}?state=secret-state`)
  })

  test('at /logout: a secret of the client goes no further than to us', async () => {
    await signInAs(browser, await browser.open(authorizePath({ prompt: 'login' })))
    const form = { client_id: 'app', client_secret: 'hush-hush-hush-hush', client_assertion: 'x.hush.x' }
    const page = await browser.open(await postFromApp('/logout', form))
    expect(page.html).toContain('id="sign-out-confirm"')
    expect(page.html).toContain('client_id=app')
    expect(page.html).not.toContain('hush')
  })

  test('at /authorize, with the hint of who is to sign in', async () => {
    const location = await postFromApp('/authorize', authorizationRequest({ id_token_hint: idToken }))
    expect(location).toMatch(/^\/authorize\?posted=[\w-]+$/)
    expectCode(await browser.open(location))
  })

  test('nor does a page show it in its link to start again', async () => {
    const fresh = world.browser()
    const location = await postFromApp('/authorize', authorizationRequest({ login_hint: 'whoever-it-is' }))
    const page = await fresh.open(location)
    expect(pathOf(page)).toBe('/sign-in')
    world.clock.advance(3600)
    const expired = await signInAs(fresh, page)
    expectErrorPage(expired, 'This page has expired', 403)
    expect(expired.html).not.toContain('whoever-it-is')
    const restart = /class="button primary" href="([^"]+)"/.exec(expired.html)?.[1] ?? ''
    expect(restart).toMatch(/^\/authorize\?posted=/)
    expect(pathOf(await fresh.open(restart))).toBe('/sign-in')
  })

  test('whatever bytes it has', async () => {
    const state = '"quotes", \\, #, é, 🎈, %00 and a\r\nline'
    const location = await postFromApp('/logout', {
      id_token_hint: idToken,
      post_logout_redirect_uri: bye,
      state,
    })
    const { url } = await browser.open(location)
    expect(new URL(url).searchParams.get('state')).toBe(state)
  })
})

describe('a sealed request', () => {
  test('is good for its own endpoint only, and for a while', async () => {
    const location = await postFromApp('/logout', { id_token_hint: idToken })
    const elsewhere = await browser.open(location.replace('/logout', '/authorize'))
    expectErrorPage(elsewhere, 'This address is not complete', 403)
    world.clock.advance(3600)
    const late = await browser.open(location)
    expectErrorPage(late, 'This page has expired', 403)
    expect(late.html).toContain('href="/logout"')
  })

  test('is over too when a clock that was ahead sealed it', async () => {
    world.clock.advance(7200)
    const location = await postFromApp('/authorize', authorizationRequest())
    world.clock.advance(-7200)
    expectErrorPage(await browser.open(location), 'This page has expired', 403)
  })

  test('cannot be made by anybody else', async () => {
    const location = await postFromApp('/logout', { id_token_hint: idToken })
    for (const forged of [`${location.slice(0, -2)}AA`, '/logout?posted=x']) {
      expectErrorPage(await browser.open(forged), 'This address is not complete', 403)
    }
  })

  test('is not meant by a parameter of that name among others (OAuth 2.1 §3.1: ignored)', async () => {
    expectCode(await browser.open(`${authorizePath({ scope: 'openid' })}&posted=1`))
    expectCode(await browser.open(authorizePath({ scope: 'openid' }).replace('?', '?posted=1&')))
  })

  test('counts as long as it is in a URL, where a letter may take six characters', async () => {
    const headers = { ...fromApp, 'content-type': 'application/x-www-form-urlencoded' }
    for (const path of ['/authorize', '/logout']) {
      const request = { method: 'POST', body: `state=${'é'.repeat(2000)}`, headers }
      const answer = await world.server.fetch(new Request(`${world.server.issuer}${path}`, request))
      expect([answer.status, answer.headers.get('location')]).toEqual([400, null])
    }
  })

  test('may be as long as one that comes by GET, and no longer', async () => {
    const base = new URLSearchParams(authorizationRequest()).toString().length + '&filling='.length
    const filled = (length: number) => authorizationRequest({ filling: 'x'.repeat(length - base) })
    expectCode(await browser.open(await postFromApp('/authorize', filled(8192))))
    for (const path of ['/authorize', '/logout']) {
      const answer = await post(world.server, path, filled(8193), fromApp)
      expect([answer.status, await answer.text()]).toEqual([
        400,
        expect.stringContaining('at most 8192 bytes'),
      ])
    }
  })
})
