import { beforeEach, describe, expect, test } from 'vitest'
import type { ScriptedBrowser } from '../../../src/testing/scripted-browser.ts'
import { call, redeemAs, tokensOf } from '../../fixtures/client-calls.ts'
import {
  appSecret,
  authorizeFully,
  authorizePath,
  basic,
  issuer,
  otherSecret,
  post,
  signInAs,
  verifier,
} from '../../fixtures/server-without-network.ts'
import { useBrowser, useWorldPerTest } from '../../fixtures/use-world.ts'
import { expectClientError, expectCode } from '../front-channel.ts'

const world = useWorldPerTest()
const browser = useBrowser(world)
let idToken: string
let refreshToken: string
beforeEach(async () => {
  const tokens = await signInForTokens(browser, 'openid offline_access')
  idToken = tokens.id_token
  refreshToken = tokens.refresh_token
})

async function signInForTokens(who: ScriptedBrowser, scope = 'openid') {
  const response = await authorizeFully(who, { scope, prompt: 'consent' })
  return tokensOf(redeemAs(world, 'app', response.get('code') ?? ''))
}

/** As a program calls: no cookie, no header that only browsers send. */
function ask(parameters: Record<string, string>, headers: Record<string, string> = {}): Promise<Response> {
  return world.server.fetch(new Request(`${issuer}/logout?${new URLSearchParams(parameters)}`, { headers }))
}

const silently = (who = browser) => who.open(authorizePath({ prompt: 'none', scope: 'openid' }))
const expectSignedIn = async (who = browser) => expectCode(await silently(who))
const expectSignedOut = async (who = browser) => expectClientError(await silently(who), 'login_required')

async function expectRefusal(answer: Response, text: string, status = 400): Promise<void> {
  expect([answer.status, answer.headers.get('content-type')]).toEqual([status, 'application/json'])
  expect((await answer.json()).error_description).toContain(text)
  await expectSignedIn()
}

const hinted = () => ({ id_token_hint: idToken })
const asApp = basic('app', appSecret)

describe('a program that calls /logout', () => {
  test('ends the session of its ID token when it authenticates as the client, by header or body', async () => {
    const answer = await ask(hinted(), asApp)
    expect([answer.status, await answer.text()]).toEqual([204, ''])
    await expectSignedOut()
    const { id_token } = await signInForTokens(browser)
    expect((await post(world.server, '/logout', { id_token_hint: id_token }, asApp)).status).toBe(204)
    await expectSignedOut()
  })

  test('leaves the other sessions of the person alone', async () => {
    const elsewhere = world.browser()
    await signInForTokens(elsewhere)
    expect((await ask(hinted(), asApp)).status).toBe(204)
    await expectSignedOut()
    await expectSignedIn(elsewhere)
  })

  test('ends the grants that are bound to the session, not those with offline_access (Core §11)', async () => {
    const bound = await signInForTokens(browser)
    expect((await ask(hinted(), asApp)).status).toBe(204)
    const refresh = (token: string) =>
      call(world, '/token', 'app', { grant_type: 'refresh_token', refresh_token: token })
    expect((await refresh(bound.refresh_token)).status).toBe(400)
    expect((await refresh(refreshToken)).status).toBe(200)
  })

  test('without proof ends nothing, and is told what to change', async () => {
    await expectRefusal(await ask(hinted()), 'registered with backendLogout')
    await expectRefusal(await ask({}), 'Send id_token_hint')
    await expectRefusal(await post(world.server, '/logout', hinted()), 'registered with backendLogout')
  })

  test('with the credentials of another client, or wrong ones, ends nothing', async () => {
    const other = { client_id: 'other', client_secret: otherSecret }
    await expectRefusal(await post(world.server, '/logout', { ...hinted(), ...other }), 'client_id is not')
    await expectRefusal(await ask(hinted(), basic('app', otherSecret)), 'credentials are wrong', 401)
  })

  test('never has its secret read from the query (OAuth 2.1 §2.4.1)', async () => {
    const secret = { client_id: 'app', client_secret: appSecret }
    await expectRefusal(await ask({ ...hinted(), ...secret }), 'authenticates as the client')
  })

  test('with a body that is no form is told so', async () => {
    const json = { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } }
    const answer = await world.server.fetch(new Request(`${issuer}/logout`, json))
    await expectRefusal(answer, 'application/x-www-form-urlencoded')
  })

  test('with an ID token that has expired ends nothing', async () => {
    world.clock.advance(7200)
    await expectRefusal(await ask(hinted(), asApp), 'has expired')
  })

  test('with the ID token of a session that is over or was replaced is told so', async () => {
    await signInAs(browser, await browser.open('/sign-in'))
    await expectRefusal(await ask(hinted(), asApp), 'is over, or a newer one replaced it')
  })

  test('with anything that is not an ID token of ours ends nothing', async () => {
    for (const hint of ['x', `${idToken.slice(0, -4)}AAAA`, refreshToken]) {
      await expectRefusal(await ask({ id_token_hint: hint }, asApp), 'Send id_token_hint')
    }
  })
})

describe('a client that is registered with backendLogout', () => {
  beforeEach(async () => {
    await world.server.clients.create({
      clientId: 'proxy',
      name: 'Proxy',
      redirectUris: ['https://proxy.example.test/cb'],
      tokenEndpointAuthMethod: 'none',
      backendLogout: true,
    })
    const asked = { client_id: 'proxy', redirect_uri: 'https://proxy.example.test/cb', scope: 'openid' }
    const code = (await authorizeFully(browser, asked)).get('code') ?? ''
    const form = { grant_type: 'authorization_code', code, client_id: 'proxy', code_verifier: verifier }
    idToken = (await (await post(world.server, '/token', form)).json()).id_token
  })

  test('needs no more than the ID token (oauth2-proxy: --backend-logout-url)', async () => {
    expect((await ask(hinted())).status).toBe(204)
    await expectSignedOut()
  })

  test('ends nothing by it any more once it is disabled', async () => {
    await world.server.clients.update('proxy', { disabled: true })
    await expectRefusal(await ask(hinted()), 'is not registered')
  })

  test.each([
    { 'sec-fetch-site': 'cross-site', 'sec-fetch-dest': 'image' },
    { 'sec-fetch-mode': 'no-cors' },
    { origin: 'https://evil.test' },
    { cookie: '__Host-latchkey-browser=x' },
  ])('is no help to a page on the web: %j', async (headers) => {
    const answer = await ask(hinted(), headers)
    expect(answer.status).toBe(200)
    await expectSignedIn()
  })
})

test('a public client proves nothing by a header with an empty secret', async () => {
  const asked = { client_id: 'spa', redirect_uri: 'https://spa.example.test/cb', scope: 'openid' }
  const code = (await authorizeFully(browser, asked)).get('code') ?? ''
  idToken = (await tokensOf(redeemAs(world, 'spa', code))).id_token
  await expectRefusal(await ask(hinted(), basic('spa', '')), 'registered with backendLogout')
})

test('a browser without our cookie, and whatever else shows pages, gets a page', async () => {
  const answer = await ask({}, { accept: 'text/html,application/xhtml+xml' })
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
})
