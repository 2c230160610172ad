/** Runs the app in Chromium, at Latchkey and at another OpenID provider. Exits non-zero when a step fails. */
import assert from 'node:assert/strict'
import { mock } from 'node:test'
import { createAuthorizationServer } from 'latchkey'
import { toNodeHandler } from 'latchkey/node'
import { Provider } from 'oidc-provider'
import type { Browser, Page } from 'playwright-core'
import { requireDecent } from '../../packages/latchkey/test/browser/inspect-page.ts'
import { type ExampleRun, type Host, runExample } from '../recording/recording.ts'
import { createApp } from './app.ts'
import { toClient } from './latchkey.ts'

const username = 'ada@example.com'
const password = 'correct horse battery staple'
const clientId = 'express-login'
/** Longer than an access token of Latchkey's lives. */
const ELEVEN_MINUTES = 11 * 60_000

await runExample(import.meta.dirname, ['Browser', 'App', 'Latchkey'], async (run) => {
  run.atEnd(() => mock.timers.reset())
  const chromium = await run.chromium()
  await atLatchkey(run, chromium)
  await atAnotherProvider(run, chromium, { refreshTokens: true })
  await atAnotherProvider(run, chromium, { refreshTokens: false })
})

async function atLatchkey(run: ExampleRun, chromium: Browser): Promise<void> {
  const [app, latchkey] = [await run.host('App'), await run.host('Latchkey')]
  const server = await createAuthorizationServer({
    issuer: latchkey.url,
    storage: 'memory:',
    logger: false,
    clients: [toClient({ clientId, url: app.url })],
    users: [{ username, password, claims: { name: 'Ada Lovelace', email: username } }],
  })
  run.atEnd(() => server.close())
  latchkey.serve(toNodeHandler(server))
  app.serve(createApp({ issuer: latchkey.url, clientId, url: app.url, sessions: 'memory:', logger: false }))
  const page = await chromium.newPage({ viewport: { width: 320, height: 640 } })

  await run.draw('Ada is asked', async () => {
    await page.goto(app.url)
    await requireDecent(page)
    await page.click('#login')
    await page.fill('[name=username]', username)
    await page.fill('[name=password]', password)
    await page.click('#sign-in')
    await page.waitForSelector('#consent-allow')
  })
  await run.draw('Ada comes back', async () => {
    await page.click('#consent-allow')
    await page.waitForURL(`${app.url}/profile`)
    assert.equal(await page.textContent('h1'), 'Ada Lovelace')
    await requireDecent(page)
  })
  await run.draw('Eleven minutes later', async () => {
    mock.timers.enable({ apis: ['Date'], now: Date.now() + ELEVEN_MINUTES })
    const ada = await server.accounts.findByUsername(username)
    await server.accounts.update(ada?.id ?? '', { claims: { name: 'Ada King' } })
    await page.reload()
    assert.equal(await page.textContent('h1'), 'Ada King')
  })
  await run.check('tells that the provider is away, and signs nobody out', () =>
    survivesAnOutage(page, latchkey),
  )
  await run.check('refuses an answer that nobody asked for', async () => {
    const answer = await fetch(`${app.url}/callback?code=stolen&state=guessed&iss=${latchkey.url}`)
    assert.equal(answer.status, 400)
  })
  await run.check('an unknown path leads back to the start', async () => {
    const answer = await page.goto(`${app.url}/nonsense`)
    assert.equal(answer?.status(), 404)
    await requireDecent(page)
    await page.getByRole('link', { name: 'Back to the start' }).click()
    await page.click('#profile')
  })
  await run.draw('Signing out', async () => {
    await page.click('#logout')
    await page.waitForURL(`${app.url}/`)
    assert.equal(await page.textContent('h1'), 'Sign in to go on')
  })
  await run.check('the profile asks to sign in again, at Latchkey too', async () => {
    await page.goto(`${app.url}/profile`)
    assert.ok(page.url().startsWith(`${latchkey.url}/sign-in`), page.url())
  })
  await page.close()
}

async function survivesAnOutage(page: Page, latchkey: Host): Promise<void> {
  await latchkey.stop()
  const answer = await page.goto(page.url())
  assert.equal(answer?.status(), 503)
  await requireDecent(page)
  await latchkey.start()
  await page.goto(page.url())
  assert.equal(await page.textContent('h1'), 'Ada King')
}

/** oidc-provider, with nothing changed in the app but what the two environment variables say. */
async function atAnotherProvider(
  run: ExampleRun,
  chromium: Browser,
  { refreshTokens }: { refreshTokens: boolean },
): Promise<void> {
  const which = refreshTokens ? 'another provider' : 'a provider without refresh tokens'
  mock.timers.reset()
  const [app, other] = [await run.host('App'), await run.host('Latchkey')]
  const provider = new Provider(other.url, {
    clients: [
      {
        client_id: 'of-somebody-else',
        token_endpoint_auth_method: 'none',
        redirect_uris: [`${app.url}/callback`],
        post_logout_redirect_uris: [`${app.url}/`],
        grant_types: ['authorization_code', 'refresh_token'],
      },
    ],
    claims: { openid: ['sub'], profile: ['name'], email: ['email'] },
    findAccount: (_context, id) => ({ accountId: id, claims: () => ({ sub: id, name: 'Grace Hopper' }) }),
    issueRefreshToken: () => refreshTokens,
    ttl: { AccessToken: 600 },
  })
  other.serve(provider.callback())
  app.serve(
    createApp({
      issuer: other.url,
      clientId: 'of-somebody-else',
      url: app.url,
      sessions: 'memory:',
      logger: false,
    }),
  )
  const page = await chromium.newPage()
  await run.check(`${which}: signing in`, async () => {
    await page.goto(app.url)
    await page.click('#login')
    await page.fill('[name=login]', 'grace')
    await page.fill('[name=password]', 'any will do')
    await page.click('[type=submit]')
    await page.click('[type=submit]')
    await page.waitForURL(`${app.url}/profile`)
    assert.equal(await page.textContent('h1'), 'Grace Hopper')
  })
  await run.check(`${which}: a new access token after eleven minutes`, async () => {
    mock.timers.enable({ apis: ['Date'], now: Date.now() + ELEVEN_MINUTES })
    await page.reload()
    assert.equal(page.url(), `${app.url}/profile`)
    assert.equal(await page.textContent('h1'), 'Grace Hopper')
  })
  await run.check(`${which}: signing out`, async () => {
    await page.click('#logout')
    await page.click('[name=logout]')
    await page.waitForURL(`${app.url}/`)
    assert.equal(await page.textContent('h1'), 'Sign in to go on')
  })
}
