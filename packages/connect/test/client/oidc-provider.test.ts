import { createServer } from 'node:http'
import express from 'express'
import Provider, { type Configuration } from 'oidc-provider'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import {
  type ScriptedBrowser,
  scriptedBrowser,
  type Visit,
} from '../../../latchkey/src/testing/scripted-browser.ts'
import { close, listen } from '../../../latchkey/test/fixtures/loopback-server.ts'
import { requireSignIn, type SignIn, signIn } from '../../src/client/express.ts'
import { network } from './app-world.ts'

/*
 * The same client against somebody else's server: strict rotation, API tokens only where they are named, its
 * own pages.
 */

const clientSecret = 'a-secret-that-oidc-provider-knows'
const api = 'https://api.example.test/books'
const ACCESS_TOKEN_SECONDS = 600

function configure(redirectUri: string, home: string): Configuration {
  return {
    clients: [
      {
        client_id: 'web',
        client_secret: clientSecret,
        redirect_uris: [redirectUri],
        post_logout_redirect_uris: [home],
        grant_types: ['authorization_code', 'refresh_token'],
      },
    ],
    scopes: ['openid', 'profile', 'offline_access'],
    claims: { openid: ['sub'], profile: ['name'] },
    cookies: { keys: ['only for this test'] },
    rotateRefreshToken: true,
    ttl: {
      AccessToken: ACCESS_TOKEN_SECONDS,
      IdToken: 3600,
      RefreshToken: 86_400,
      Grant: 86_400,
      Session: 86_400,
      Interaction: 600,
    },
    findAccount: async (_context, id) => ({
      accountId: id,
      claims: async () => ({ sub: id, name: `Person ${id}` }),
    }),
    features: {
      devInteractions: { enabled: true },
      revocation: { enabled: true },
      rpInitiatedLogout: { enabled: true },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: async () => ({
          scope: 'books:read',
          accessTokenFormat: 'jwt',
          accessTokenTTL: ACCESS_TOKEN_SECONDS,
        }),
      },
    },
  }
}

let provider: Provider
let auth: SignIn
let [issuer, origin] = ['', '']
const issuerListener = createServer((req, res) => void provider.callback()(req, res))
const app = express()
const appListener = createServer(app)
let refreshes = 0

beforeAll(async () => {
  vi.spyOn(console, 'info').mockImplementation(() => {})
  vi.spyOn(console, 'warn').mockImplementation(() => {})
  ;[issuer, origin] = [await listen(issuerListener), await listen(appListener)]
  provider = new Provider(issuer, configure(`${origin}/callback`, `${origin}/`))
  provider.on('grant.success', ({ oidc }) => {
    if (oidc.params?.grant_type === 'refresh_token') refreshes += 1
  })
  auth = signIn({
    issuer,
    clientId: 'web',
    clientSecret,
    url: origin,
    scope: 'openid profile offline_access books:read',
    resource: api,
    authorizationParameters: { prompt: 'consent' },
    sessions: 'memory:',
    logger: false,
  })
  app.use(auth)
  app.get('/profile', requireSignIn, (req, res) => void res.send(`profile of ${req.user?.name}`))
  app.get('/token', requireSignIn, (req, res, next) => {
    req.tokens?.accessToken().then((token) => res.send(token), next)
  })
  app.use((_req, res) => void res.send('home'))
})
afterAll(async () => {
  await auth.close()
  await Promise.all([close(issuerListener), close(appListener)])
  vi.restoreAllMocks()
  vi.useRealTimers()
})

/** Goes through its development pages, which have no ids on their buttons. */
async function passProvider(browser: ScriptedBrowser, url: string): Promise<Visit> {
  let visit = await browser.open(url)
  for (let page = 0; page < 3 && visit.html.includes('<form'); page += 1) {
    const named = { ...visit, html: visit.html.replaceAll('type="submit"', 'type="submit" id="go"') }
    const fields = visit.html.includes('name="login"') ? { login: 'ada', password: 'any' } : {}
    visit = await browser.submit(named, 'go', fields)
  }
  return visit
}

function audienceOf(token: string): unknown {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()).aud
}

test('a whole round at oidc-provider: sign in, userinfo, the API’s token, refresh once for many, sign out', async () => {
  const atApp = scriptedBrowser(network, origin)
  const atProvider = scriptedBrowser(network, issuer)
  const left = await atApp.open('/profile', { 'sec-fetch-dest': 'document' })
  const back = await passProvider(atProvider, left.url)
  const end = await atApp.open(back.url)
  expect([end.status, end.html]).toEqual([200, 'profile of Person ada'])

  // The first token was good for userinfo only.
  expect(audienceOf((await atApp.peek('/token')).html)).toBe(api)
  vi.useFakeTimers({ toFake: ['Date'] })
  for (let round = 1; round <= 2; round += 1) {
    vi.setSystemTime(Date.now() + ACCESS_TOKEN_SECONDS * 1000)
    const before = refreshes
    const answers = await Promise.all(Array.from({ length: 50 }, () => atApp.peek('/token')))
    expect([new Set(answers.map(({ html }) => html)).size, refreshes - before]).toEqual([1, 1])
    expect(audienceOf(answers[0]?.html ?? '')).toBe(api)
  }

  const out = await atApp.peek('/logout')
  const url = new URL(out.headers.get('location') ?? '')
  expect([url.origin, url.searchParams.get('post_logout_redirect_uri')]).toEqual([issuer, `${origin}/`])
  const asked = await atProvider.open(url.href)
  const html = asked.html.replace('</form>', '<button id="go" name="logout" value="yes"></form>')
  expect((await atProvider.submit({ ...asked, html }, 'go')).url).toBe(`${origin}/`)
  expect((await atApp.peek('/token')).status).toBe(401)
})
