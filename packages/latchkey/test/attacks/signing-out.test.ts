import { beforeEach, describe, expect, test } from 'vitest'
import { obtainTokens, redeemAs, tokensOf } from '../fixtures/client-calls.ts'
import {
  authorizeFully,
  authorizePath,
  redeem,
  responseOf,
  signInAs,
} from '../fixtures/server-without-network.ts'
import { useBrowser, useWorldPerTest } from '../fixtures/use-world.ts'

const bye = 'https://app.example.test/bye'

const world = useWorldPerTest()
const browser = useBrowser(world)
beforeEach(async () => {
  await signInAs(browser, await browser.open('/sign-in'))
})

/** Signs out with these parameters, as far as nobody is asked. */
function logOut(parameters: Record<string, string>) {
  return browser.open(`/logout?${new URLSearchParams(parameters)}`)
}

async function isSignedIn(): Promise<boolean> {
  await authorizeFully(browser)
  return responseOf(await browser.open(authorizePath({ prompt: 'none' }))).has('code')
}

/** An ID token of the session that is in the browser. */
async function ownIdToken(): Promise<string> {
  const code = (await authorizeFully(browser, { scope: 'openid' })).get('code') ?? ''
  return (await tokensOf(redeem(world.server, code))).id_token
}

describe('an image on another site cannot sign anybody out (RP-Initiated Logout 1.0 §6, C-76)', () => {
  test.each([{}, { client_id: 'app' }, { client_id: 'app', post_logout_redirect_uri: bye }])(
    '%j asks first',
    async (parameters) => {
      const page = await logOut(parameters)
      expect(page.html).toContain('id="sign-out-confirm"')
      expect(await isSignedIn()).toBe(true)
    },
  )

  test('not with the ID token of somebody else, of another session or of another browser', async () => {
    const { id_token, access_token } = await obtainTokens(world, 'app', { scope: 'openid' })
    const bobs = world.browser()
    const code =
      (await authorizeFully(bobs, { scope: 'openid' }, 'bob@example.test', 'builder')).get('code') ?? ''
    const bob = await tokensOf(redeem(world.server, code))
    for (const hint of [id_token, bob.id_token, access_token, `${id_token}x`, 'x.y.z']) {
      expect((await logOut({ id_token_hint: hint })).html).toContain('id="sign-out-confirm"')
    }
    expect(await isSignedIn()).toBe(true)
  })

  test('not with the ID token of a session that was replaced', async () => {
    const old = await ownIdToken()
    await signInAs(browser, await browser.open('/sign-in'))
    expect((await logOut({ id_token_hint: old })).html).toContain('id="sign-out-confirm"')
  })
})

describe('the way back is a registered one, to the letter (C-19)', () => {
  test.each([
    'https://evil.test/',
    'https://app.example.test/bye/',
    'https://app.example.test/bye?x=1',
    'https://app.example.test/bye#x',
    'https://app.example.test/BYE',
    'https://app.example.test.evil.test/bye',
    'https://app.example.test/cb',
    'https://other.example.test/bye',
    'javascript:alert(1)',
    '//evil.test',
  ])('%s', async (uri) => {
    const hint = await ownIdToken()
    const visit = await logOut({ id_token_hint: hint, post_logout_redirect_uri: uri })
    expect(visit.status).toBe(400)
    expect(visit.headers.get('location')).toBeNull()
    expect(await isSignedIn(), 'an invalid request signs nobody out').toBe(true)
  })

  test('nobody is sent anywhere without proof of the app', async () => {
    for (const parameters of [
      { client_id: 'app', post_logout_redirect_uri: bye },
      { post_logout_redirect_uri: bye },
    ]) {
      const stranger = await world.browser().open(`/logout?${new URLSearchParams(parameters)}`)
      expect(stranger.headers.get('location')).toBeNull()
      expect(stranger.status).toBe(200)
    }
  })

  test('nor by the ID token that an app which nobody vouches for has of one of its own people', async () => {
    const [client_id, uri] = ['goggle', 'https://goggle.example.test/bye']
    await world.server.clients.create({
      clientId: client_id,
      name: 'Goggle',
      tokenEndpointAuthMethod: 'none',
      redirectUris: [uri],
      postLogoutRedirectUris: [uri],
      scopes: ['openid'],
    })
    const accomplice = world.browser()
    const asked = { client_id, redirect_uri: uri, scope: 'openid' }
    const code = (await authorizeFully(accomplice, asked, 'bob@example.test', 'builder')).get('code') ?? ''
    const { id_token } = await tokensOf(redeemAs(world, client_id, code, { client_id }))
    const link = `/logout?${new URLSearchParams({ id_token_hint: id_token, post_logout_redirect_uri: uri })}`
    const stranger = await world.browser().open(link)
    expect([stranger.status, stranger.headers.get('location')]).toEqual([200, null])
    expect(stranger.html).not.toContain('goggle')
    expect((await accomplice.open(link)).url, 'who signs out of it gets back').toBe(uri)
  })

  test('a disabled app gets nobody back', async () => {
    await world.server.clients.create({
      clientId: 'bad',
      name: 'Bad',
      tokenEndpointAuthMethod: 'none',
      redirectUris: ['https://bad.example.test/cb'],
      postLogoutRedirectUris: ['https://bad.example.test/bye'],
    })
    await world.server.clients.update('bad', { disabled: true })
    const page = await logOut({ client_id: 'bad', post_logout_redirect_uri: 'https://bad.example.test/bye' })
    const after = await browser.submit(page, 'sign-out-confirm')
    expect(after.headers.get('location')).toBeNull()
    expect(after.html).not.toContain('bad.example.test')
  })

  test('state comes back encoded, and cannot add a header or a parameter', async () => {
    const visit = await logOut({
      id_token_hint: await ownIdToken(),
      post_logout_redirect_uri: bye,
      state: 'a&b=c\r\nSet-Cookie: x=y',
    })
    expect(visit.url).toBe(`${bye}?state=a%26b%3Dc%0D%0ASet-Cookie%3A+x%3Dy`)
  })
})

test('what the confirmation carries along is checked again', async () => {
  const page = await logOut({ client_id: 'app', post_logout_redirect_uri: bye })
  const logout = new URLSearchParams({ client_id: 'app', post_logout_redirect_uri: 'https://evil.test/' })
  const visit = await browser.submit(page, 'sign-out-confirm', { logout: String(logout) })
  expect(visit.status).toBe(400)
  expect(visit.headers.get('location')).toBeNull()
})

test('who signed out here is signed out: the cookie of before opens nothing (OWASP ASVS 7.4.1)', async () => {
  const thief = world.browser()
  for (const [name, value] of browser.cookies) thief.cookies.set(name, value)
  await browser.submit(await browser.open('/'), 'sign-out')
  expect(responseOf(await thief.open(authorizePath({ prompt: 'none' }))).get('error')).toBe('login_required')
})
