import { beforeEach, describe, expect, test } from 'vitest'
import { readForm, toText, type Visit } from '../../../src/testing/scripted-browser.ts'
import { authorizePath, issuer, signInAs } from '../../fixtures/server-without-network.ts'
import { useBrowser, useWorldPerTest } from '../../fixtures/use-world.ts'
import { expectClientError, expectErrorPage, pathOf } from '../front-channel.ts'

const phish = 'https://phish.example.test/cb'
const world = useWorldPerTest()
const browser = useBrowser(world)

const register = async (verified: boolean) => {
  const { client } = await world.server.clients.create({
    name: 'Goggle',
    applicationType: 'native',
    redirectUris: [phish, 'com.example.phish:/cb'],
    scopes: ['openid', 'books:read'],
    tokenEndpointAuthMethod: 'none',
    verified,
  })
  return client.clientId
}
let clientId: string
beforeEach(async () => {
  clientId = await register(false)
})

const open = (changes: Record<string, string | undefined> = {}, headers: Record<string, string> = {}) =>
  browser.open(
    authorizePath({ client_id: clientId, redirect_uri: phish, scope: 'openid', ...changes }),
    headers,
  )

/** The link of the page, as the browser would follow it. */
function linkOf({ html }: Visit): URL {
  const [, href = ''] = /<a class="button" id="leave" href="([^"]*)"/.exec(html) ?? []
  return new URL(href.replaceAll('&amp;', '&'))
}

describe('an error leads nobody by itself to an app that nobody vouches for (RFC 9700 §4.11.2; AZ-19)', () => {
  test.each([
    ['a scope that it may not have', { scope: 'admin' }, 'invalid_scope'],
    ['no PKCE', { code_challenge: undefined, code_challenge_method: undefined }, 'invalid_request'],
    ['another response type', { response_type: 'token' }, 'unsupported_response_type'],
    [
      'a bad request that is to be silent, in a whole window',
      { scope: 'admin', prompt: 'none' },
      'invalid_scope',
    ],
  ])('%s: a page says where it would lead, and has a button', async (_, changes, error) => {
    const page = await open(changes, { 'sec-fetch-dest': 'document' })
    expectErrorPage(page)
    expect(toText(page.html)).toContain('phish.example.test')
    expect(toText(page.html)).toContain('has not checked who is behind this app')
    expect(page.html).not.toContain('http-equiv="refresh"')
    const { origin, pathname, searchParams } = linkOf(page)
    expect([`${origin}${pathname}`, searchParams.get('error')]).toEqual([phish, error])
    expect([searchParams.get('state'), searchParams.get('iss')]).toEqual(['the-state', issuer])
  })

  test('a form that would post itself waits for the button too (OAuth 2.0 Form Post Response Mode §2)', async () => {
    const page = await open({ scope: 'admin', response_mode: 'form_post' })
    expectErrorPage(page)
    expect(page.html).not.toContain('data-auto-submit')
    const { action, fields } = readForm(page, 'leave')
    expect(action).toBe(phish)
    expect(Object.fromEntries(fields)).toMatchObject({
      error: 'invalid_scope',
      state: 'the-state',
      iss: issuer,
    })
  })

  test('a no to a fraud does not end there', async () => {
    const page = await signInAs(browser, await open())
    const denied = await browser.submit(page, 'consent-deny')
    expect([denied.status, denied.headers.get('location')]).toEqual([200, null])
    expect(toText(denied.html)).toContain('You did not give Goggle access')
    expect(linkOf(denied).searchParams.get('error')).toBe('access_denied')
  })

  test('nor does Cancel on the sign-in page, for an app on the device', async () => {
    const page = await open({ redirect_uri: 'com.example.phish:/cb' })
    const cancelled = await browser.submit(page, 'sign-in-cancel')
    expect(linkOf(cancelled).protocol).toBe('com.example.phish:')
    expect(toText(cancelled.html)).toContain('an app on this device that answers to com.example.phish')
  })

  test('whether or not somebody is signed in', async () => {
    await signInAs(browser, await browser.open(authorizePath()))
    expectErrorPage(await open({ scope: 'admin' }))
  })
})

describe('a silent request', () => {
  test.each<Record<string, string>>([{}, { 'sec-fetch-dest': 'iframe' }])(
    'in a frame, or where the browser does not say, is answered at once (OpenID Connect Core §3.1.2.1): %j',
    async (headers) => {
      expectClientError(await open({ prompt: 'none' }, headers), 'login_required', { redirectUri: phish })
    },
  )

  test('in a whole window leads there no more than another (RFC 9700 §4.11.2, third attack)', async () => {
    const visit = await open({ prompt: 'none' }, { 'sec-fetch-dest': 'document' })
    expectErrorPage(visit, 'Not signed in yet')
  })

  test('that succeeds is not held up', async () => {
    await browser.submit(await signInAs(browser, await open()), 'consent-allow')
    const visit = await open({ prompt: 'none' }, { 'sec-fetch-dest': 'document' })
    expect(visit.url).toContain(`${phish}?code=`)
  })
})

test('an app that the operator vouches for is answered at once, as the configured ones are', async () => {
  clientId = await register(true)
  expectClientError(await open({ scope: 'admin' }), 'invalid_scope', { redirectUri: phish })
  const page = await signInAs(browser, await open())
  const denied = await browser.submit(page, 'consent-deny')
  expectClientError(denied, 'access_denied', { redirectUri: phish })
})

test('Allow leads on without another page: the consent page said where to', async () => {
  const page = await signInAs(browser, await open())
  expect(pathOf(page)).toBe('/consent')
  expect((await browser.submit(page, 'consent-allow')).url).toContain(`${phish}?code=`)
})
