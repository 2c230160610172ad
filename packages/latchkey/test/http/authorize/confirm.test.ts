import { describe, expect, test } from 'vitest'
import { toText } from '../../../src/testing/scripted-browser.ts'
import {
  authorizePath,
  post,
  signInAs,
  testConfiguration,
  verifier,
} from '../../fixtures/server-without-network.ts'
import { useBrowser, useWorldPerTest } from '../../fixtures/use-world.ts'
import { copyCookies, expectClientError, expectCode, expectErrorPage, pathOf } from '../front-channel.ts'

const scheme = 'com.example.till:/cb'
const loopback = 'http://127.0.0.1/cb'
const till = {
  clientId: 'till',
  name: 'Our till',
  applicationType: 'native' as const,
  redirectUris: [scheme, loopback, 'https://till.example.test/cb'],
  scopes: ['openid', 'profile', 'offline_access'],
  firstParty: true,
}
const world = useWorldPerTest({ clients: [...(testConfiguration.clients ?? []), till] })
const browser = useBrowser(world)

const open = (changes: Record<string, string | undefined> = {}) =>
  browser.open(authorizePath({ client_id: 'till', redirect_uri: scheme, ...changes }))

/** Signs in for another app, so that a session is there. */
async function signInElsewhere(): Promise<void> {
  await signInAs(browser, await browser.open(authorizePath()))
}

describe.each([scheme, loopback])(
  "the operator's own app at %s, which any program could be (RFC 8252 §8.6)",
  (redirect_uri) => {
    const end = redirect_uri.startsWith('com.') ? undefined : redirect_uri

    test('gets no code without an interaction: prompt=none is interaction_required (OpenID Connect Core §3.1.2.6)', async () => {
      await signInElsewhere()
      const silent = await open({ redirect_uri, prompt: 'none' })
      expectClientError(silent, 'interaction_required', { redirectUri: redirect_uri })
    })

    test('is confirmed by the person each time, on a page that says which app, whose account and where to', async () => {
      await signInElsewhere()
      for (const _ of [1, 2]) {
        const page = await open({ redirect_uri })
        expect(pathOf(page)).toBe('/confirm')
        for (const fact of ['Continue to Our till?', 'alice@example.test', 'Other programs on this device'])
          expect(toText(page.html)).toContain(fact)
        const after = await browser.submit(page, 'confirm-continue')
        if (end) expectCode(after, end)
        else expect(after.html).toContain('com.example.till:/cb?code=')
      }
    })
  },
)

test('who has just signed in for the app has seen which it is, and is not asked once more', async () => {
  const signIn = await open({ redirect_uri: loopback })
  expect(toText(signIn.html)).toContain('to continue to Our till')
  expectCode(await signInAs(browser, signIn), loopback)
})

test('its refresh goes on without anybody (RFC 8252 §8.6 is about authorization)', async () => {
  const page = await signInAs(browser, await open({ redirect_uri: loopback, scope: 'openid offline_access' }))
  const code = expectCode(await browser.submit(page, 'consent-allow'), loopback)
  const form = { client_id: 'till', grant_type: 'authorization_code', code, code_verifier: verifier }
  const { refresh_token } = await (await post(world.server, '/token', form)).json()
  const refresh = { client_id: 'till', grant_type: 'refresh_token', refresh_token }
  expect((await post(world.server, '/token', refresh)).status).toBe(200)
})

test('at an https address, which belongs to whoever has its certificate, it is answered silently', async () => {
  await signInElsewhere()
  const redirect_uri = 'https://till.example.test/cb'
  expectCode(await open({ redirect_uri, prompt: 'none' }), redirect_uri)
})

test('Cancel goes back to the app as a no', async () => {
  await signInElsewhere()
  const after = await browser.submit(await open({ redirect_uri: loopback }), 'confirm-cancel')
  expectClientError(after, 'access_denied', { redirectUri: loopback })
})

test('the page of one account is no confirmation by another, and none in another browser', async () => {
  await signInElsewhere()
  const page = await open({ redirect_uri: loopback })
  const stranger = world.browser()
  await signInAs(stranger, await stranger.open(authorizePath()), 'bob@example.test', 'builder')
  expectErrorPage(
    await stranger.submit(page, 'confirm-continue'),
    'This page belongs to another browser',
    403,
  )
  copyCookies(stranger, browser)
  expectErrorPage(await browser.submit(page, 'confirm-continue'), 'This page belongs to another browser', 403)
})

test('the button is no consent: an app that is nobody’s own any more is asked about first', async () => {
  const { clientId, ...registration } = till
  const { client } = await world.server.clients.create({ ...registration, tokenEndpointAuthMethod: 'none' })
  await signInElsewhere()
  const page = await open({ client_id: client.clientId, redirect_uri: loopback })
  await world.server.clients.update(client.clientId, { firstParty: false })
  expect(pathOf(await browser.submit(page, 'confirm-continue'))).toBe('/consent')
})

test('the page stays good when its person signs in again in another tab, but not when somebody else does', async () => {
  await signInElsewhere()
  const page = await open({ redirect_uri: loopback })
  await signInAs(browser, await browser.open('/sign-in'), 'bob@example.test', 'builder')
  expectErrorPage(await browser.submit(page, 'confirm-continue'), 'Another account is signed in now', 403)
  await signInAs(browser, await browser.open('/sign-in'))
  for (let press = 0; press < 2; press++) expectCode(await browser.submit(page, 'confirm-continue'), loopback)
})

test('the page is no consent: a request that needs one is led to the page that asks for it', async () => {
  await signInElsewhere()
  const page = await open({ redirect_uri: loopback })
  const consent = await open({ redirect_uri: loopback, prompt: 'consent' })
  expect(pathOf(consent)).toBe('/consent')
  const request = new URL(consent.url).searchParams.get('request') ?? ''
  expectErrorPage(
    await browser.submit(page, 'confirm-continue', { request }),
    'We do not know this form',
    403,
  )
  expect(pathOf(await browser.open(`/confirm?request=${encodeURIComponent(request)}`))).toBe('/consent')
})
