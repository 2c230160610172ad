/**
 * Runs the demo against a server of its own, from the first click to the last. Exits non-zero when a step
 * fails.
 */
import assert from 'node:assert/strict'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createAuthorizationServer } from 'latchkey'
import { toNodeHandler } from 'latchkey/node'
import { demoApp } from './app.ts'
import { checkNpmStart } from './npm-start.ts'
import { ScriptedBrowser, textOf } from './scripted-browser.ts'

const username = 'ada@example.com'
const password = 'correct horse battery staple'

const issuerHost = createServer().listen(0, '127.0.0.1')
const appHost = createServer().listen(0, '127.0.0.1')
const issuer = await urlOf(issuerHost)
const url = await urlOf(appHost)
const registration = { issuer, url, clientId: 'demo', clientSecret: 'a-secret-for-this-test-only-0123456789' }

const server = await createAuthorizationServer({
  issuer,
  storage: 'memory:',
  logger: false,
  clients: [
    {
      clientId: registration.clientId,
      clientSecret: registration.clientSecret,
      name: 'Bookshelf',
      redirectUris: [`${url}/callback`],
      postLogoutRedirectUris: [`${url}/`],
      scopes: ['openid', 'profile', 'email', 'books:read'],
    },
  ],
  resources: [{ uri: `${url}/api`, name: 'Books API', scopes: { 'books:read': 'See your books' } }],
  users: [{ username, password, claims: { name: 'Ada Lovelace', email: username, email_verified: true } }],
})
issuerHost.on('request', toNodeHandler(server))
appHost.on('request', demoApp(registration))

try {
  await livesWithoutAnOptionalScope()
  await signsInCallsRefreshesAndSignsOut()
  await signsInInTwoTabs()
  await tellsOfADenial()
  await refusesAnAnswerThatNobodyAskedFor()
  await leadsBackFromAnUnknownPath()
  await protectsItsApi()
  await tellsThatTheServerIsGone()
  await checkNpmStart()
  console.log('demo: all steps passed')
} finally {
  for (const host of [issuerHost, appHost]) {
    host.close()
    host.closeAllConnections()
  }
  await server.close()
}

async function signsInCallsRefreshesAndSignsOut(): Promise<void> {
  const browser = new ScriptedBrowser()
  let page = await browser.follow(await browser.open(url), 'sign-in-link')
  assert.match(page.url, new RegExp(`^${issuer}/sign-in`), page.html)
  page = await browser.press(page, 'sign-in', { username, password })
  assert.match(page.url, new RegExp(`^${issuer}/consent`), page.html)
  assert.match(page.html, /See your books/)
  page = await browser.press(page, 'consent-allow')
  assert.equal(page.url, `${url}/`, page.html)
  assert.match(page.html, /Hello, Ada Lovelace/)

  page = await browser.press(page, 'call-api')
  assert.match(textOf(page, 'result'), /The Summer Book/)
  page = await browser.press(page, 'refresh')
  assert.match(textOf(page, 'result'), /access token: (\w{8}) → (?!\1)\w{8}/)
  page = await browser.press(page, 'call-api')
  assert.match(textOf(page, 'result'), /The Summer Book/)

  page = await browser.press(page, 'sign-out')
  if (page.url.startsWith(issuer)) page = await browser.press(page, 'sign-out-confirm')
  assert.equal(page.url, `${url}/`, page.html)
  page = await browser.follow(page, 'sign-in-link')
  assert.match(page.url, new RegExp(`^${issuer}/sign-in`), 'signing out ended the session at the server too')
}

async function signsInInTwoTabs(): Promise<void> {
  const browser = new ScriptedBrowser()
  let first = await browser.follow(await browser.open(url), 'sign-in-link')
  const second = await browser.follow(await browser.open(url), 'sign-in-link')
  first = await browser.press(first, 'sign-in', { username, password })
  if (first.url.startsWith(issuer)) first = await browser.press(first, 'consent-allow')
  assert.match(first.html, /Hello, Ada Lovelace/, 'the later tab does not end the sign-in of the earlier one')
  const answer = await browser.press(second, 'sign-in-cancel')
  assert.match(answer.html, /You did not allow access/)
  assert.match((await browser.open(url)).html, /Hello, Ada Lovelace/, 'nor does its denial sign anybody out')
}

async function tellsOfADenial(): Promise<void> {
  const browser = new ScriptedBrowser()
  const page = await browser.follow(await browser.open(url), 'sign-in-link')
  const answer = await browser.press(page, 'sign-in-cancel')
  assert.equal(answer.status, 400)
  assert.match(answer.html, /You did not allow access/)
}

async function livesWithoutAnOptionalScope(): Promise<void> {
  const browser = new ScriptedBrowser()
  let page = await browser.follow(await browser.open(url), 'sign-in-link')
  page = await browser.press(page, 'sign-in', { username, password })
  page = await browser.press(page, 'consent-allow', { scope: '' })
  page = await browser.press(page, 'call-api')
  assert.match(textOf(page, 'result'), /^40[13] Bearer error=.*\nIf you did not allow/)
}

async function refusesAnAnswerThatNobodyAskedFor(): Promise<void> {
  const forged = '/callback?code=stolen&state=guessed'
  const stranger = await new ScriptedBrowser().open(url + forged)
  assert.equal(stranger.url, `${url}/`, 'a browser that never began a sign-in is sent to the start')
  const browser = new ScriptedBrowser()
  await browser.follow(await browser.open(url), 'sign-in-link')
  const answer = await browser.open(url + forged)
  assert.equal(answer.status, 400, 'neither state nor iss fit')
}

async function leadsBackFromAnUnknownPath(): Promise<void> {
  const page = await new ScriptedBrowser().open(`${url}/nonsense`)
  assert.equal(page.status, 404)
  assert.match(page.html, /Page not found[\s\S]*href="\/">Back to the start/)
}

async function protectsItsApi(): Promise<void> {
  for (const authorization of ['', 'Bearer', 'Bearer x', 'Bearer eyJhbGciOiJub25lIn0.e30.']) {
    const answer = await fetch(`${url}/api/books`, { headers: { authorization } })
    assert.equal(answer.status, 401)
    assert.match(answer.headers.get('www-authenticate') ?? '', /^Bearer/)
  }
}

async function tellsThatTheServerIsGone(): Promise<void> {
  const alone = createServer(demoApp({ ...registration, issuer: 'http://localhost:9' })).listen(
    0,
    '127.0.0.1',
  )
  const page = await new ScriptedBrowser().open(`${await urlOf(alone)}/sign-in`)
  alone.close()
  assert.equal(page.status, 503)
  assert.match(textOf(page, 'problem'), /localhost:9 does not answer/)
}

async function urlOf(host: Server): Promise<string> {
  if (!host.listening) await new Promise((resolve) => host.once('listening', resolve))
  return `http://localhost:${(host.address() as AddressInfo).port}`
}
