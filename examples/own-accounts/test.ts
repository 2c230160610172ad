/** Signs a user of the app's own table in at a partner's app. Exits non-zero when a step fails. */
import assert from 'node:assert/strict'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import * as openid from 'openid-client'
import { ScriptedBrowser } from '../demo/scripted-browser.ts'
import { createApp } from './app.ts'
import { Users } from './users.ts'

const email = 'grace@example.com'
const password = 'a ship in port is safe'

const appHost = createServer().listen(0, '127.0.0.1')
const partnerHost = createServer((_req, res) => res.end('the partner')).listen(0, '127.0.0.1')
const url = await urlOf(appHost)
const redirectUri = `${await urlOf(partnerHost)}/callback`
const users = new Users(':memory:')
await users.add({ email, name: 'Grace Hopper', password })
const { app, server } = await createApp({ url, users, storage: 'memory:', partnerCallback: redirectUri })
appHost.on('request', app)

try {
  await keepsItsOwnRoutes()
  await refusesAWrongPassword()
  await signsAUserIn()
  console.log('own-accounts: all steps passed')
} finally {
  for (const host of [appHost, partnerHost]) {
    host.close()
    host.closeAllConnections()
  }
  await server.close()
  users.close()
}

async function keepsItsOwnRoutes(): Promise<void> {
  const page = await new ScriptedBrowser().open(url)
  assert.equal(page.html, 'A small shop with 1 customers')
}

async function refusesAWrongPassword(): Promise<void> {
  const browser = new ScriptedBrowser()
  const page = await browser.open(`${url}/auth/sign-in`)
  for (const username of [email, 'nobody@example.com']) {
    const answer = await browser.press(page, 'sign-in', { username, password: 'wrong' })
    assert.equal(answer.status, 422)
  }
}

async function signsAUserIn(): Promise<void> {
  const partner = await openid.discovery(new URL(`${url}/auth`), 'partner', undefined, openid.None(), {
    execute: [openid.allowInsecureRequests],
  })
  const pkceCodeVerifier = openid.randomPKCECodeVerifier()
  const expectedState = openid.randomState()
  const start = openid.buildAuthorizationUrl(partner, {
    redirect_uri: redirectUri,
    scope: 'openid profile email',
    state: expectedState,
    code_challenge: await openid.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
  })
  const browser = new ScriptedBrowser()
  let page = await browser.open(start.href)
  page = await browser.press(page, 'sign-in', { username: email, password })
  page = await browser.press(page, 'consent-allow')
  assert.equal(page.html, 'the partner', page.html)

  const tokens = await openid.authorizationCodeGrant(partner, new URL(page.url), {
    pkceCodeVerifier,
    expectedState,
  })
  const claims = await openid.fetchUserInfo(partner, tokens.access_token, tokens.claims()?.sub ?? '')
  assert.equal(claims.name, 'Grace Hopper')
  assert.equal(users.find(claims.sub)?.email, email, 'sub is the id in the table')
}

async function urlOf(host: Server): Promise<string> {
  if (!host.listening) await new Promise((resolve) => host.once('listening', resolve))
  return `http://localhost:${(host.address() as AddressInfo).port}`
}
