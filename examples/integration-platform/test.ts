/** Runs the service, the platform and customers' own apps in Chromium. Exits non-zero when a step fails. */
import assert from 'node:assert/strict'
import { mock } from 'node:test'
import express from 'express'
import type { AuthorizationServer } from 'latchkey'
import { clientCredentials, requireSignIn, signIn } from 'latchkey-connect/client'
import type { Page } from 'playwright-core'
import { requireDecent } from '../../packages/latchkey/test/browser/inspect-page.ts'
import { type ExampleRun, type Host, runExample } from '../recording/recording.ts'
import { createApp } from './app.ts'
import { createPlatform } from './platform.ts'
import { createServer, type Platform } from './server.ts'

const ada = { username: 'ada@example.com', password: 'correct horse battery staple' }
const grace = { username: 'grace@example.com', password: 'a ship in port is safe' }
/** Longer than an access token lives. */
const ELEVEN_MINUTES = 11 * 60_000
const NINETY_DAYS = 90 * 24 * 3600_000
/** Of several workflows of one customer. */
const AT_ONCE = 5

interface World {
  readonly run: ExampleRun
  readonly service: Host
  readonly form: Platform
  readonly server: AuthorizationServer
  readonly platform: ReturnType<typeof createPlatform>
  readonly platformUrl: string
  /** Ada's browser. */
  readonly page: Page
}

await runExample(import.meta.dirname, ['Browser', 'Platform', 'Thief', 'Script', 'Service'], async (run) => {
  run.atEnd(() => mock.timers.reset())
  const world = await open(run)
  await connect(world)
  await pollThroughExpiries(world)
  await refuseThieves(world)
  await disconnect(world)
  await registerOwnApps(world)
  await signOut(world)
  await keepTheOldRefreshToken(run)
})

async function open(run: ExampleRun): Promise<World> {
  const [service, host] = [await run.host('Service'), await run.host('Platform')]
  const form: Platform = {
    clientId: 'workflows',
    clientSecret: 'only-for-this-test',
    redirectUris: [`${host.url}/oauth/callback`],
  }
  const users = [
    { ...ada, id: 'ada', claims: { name: 'Ada Lovelace' } },
    { ...grace, id: 'grace', claims: { name: 'Grace Hopper' } },
  ]
  const server = await createServer(form, { issuer: service.url, users, logger: false })
  run.atEnd(() => server.close())
  service.serve(createApp(server))
  const platform = createPlatform(service.url, form)
  host.serve(platform.app)
  const page = await openBrowser(run)
  return { run, service, form, server, platform, platformUrl: host.url, page }
}

async function openBrowser(run: ExampleRun): Promise<Page> {
  const context = await (await run.chromium()).newContext({ viewport: { width: 320, height: 640 } })
  context.setDefaultTimeout(10_000)
  return context.newPage()
}

async function connect({ run, platform, platformUrl, service, page }: World): Promise<void> {
  await run.draw('The platform tries its credentials', async () => {
    const answer = await run.as('Platform', () => platform.test())
    assert.deepEqual(answer, { id: null, label: 'workflows' })
  })
  await run.draw('Ada connects', async () => {
    await page.goto(platformUrl)
    await page.click('#connect')
    await signInAs(page, ada)
    await page.waitForSelector('#consent-allow')
    assert.match(await page.innerText('main'), /See your tasks/)
  })
  await run.draw('Ada allows it', async () => {
    await page.click('#consent-allow')
    await page.waitForURL(`${platformUrl}/`)
    assert.equal(await page.textContent('#label'), 'Ada Lovelace')
  })
  await run.draw('A workflow looks for tasks', async () => {
    await run.as('Platform', () => platform.poll())
  })
  await run.check('before there is a task, both say so', async () => {
    await page.reload()
    assert.match(await page.innerText('main'), /The workflow has found no tasks yet/)
    await page.goto(service.url)
    assert.match(await page.innerText('main'), /No tasks yet/)
  })
  await run.check('a new task reaches the workflow', async () => {
    await page.goto(service.url)
    assert.equal(await page.textContent('h1'), 'Tasks of Ada Lovelace')
    await page.fill('[name=text]', 'Call <Charles>')
    await page.click('#add')
    await platform.poll()
    await page.goto(platformUrl)
    assert.equal(await page.textContent('#found li'), 'Call <Charles>')
  })
  await run.check('the pages fit a small screen, light and dark', async () => {
    await requireDecent(page)
    await page.goto(service.url)
    await requireDecent(page)
  })
  await run.check('an unknown path leads back, at both', async () => {
    for (const url of [platformUrl, service.url]) {
      const answer = await page.goto(`${url}/nonsense`)
      assert.equal(answer?.status(), 404)
      await requireDecent(page)
      await page.getByRole('link', { name: 'Back to the start' }).click()
      await page.waitForURL(`${url}/`)
    }
  })
}

async function pollThroughExpiries({ run, platform, server, service }: World): Promise<void> {
  await run.draw('Eleven minutes later', async () => {
    pass(ELEVEN_MINUTES)
    await run.as('Platform', () => platform.poll())
  })
  await run.check('polls on through a day and a night, and three months later', async () => {
    for (let hour = 1; hour <= 24; hour++) {
      pass(6 * ELEVEN_MINUTES)
      await platform.poll()
    }
    pass(NINETY_DAYS)
    await platform.poll()
  })
  await run.check('several workflows refresh at once, with one refresh token', async () => {
    for (let time = 1; time <= 3; time++) {
      pass(ELEVEN_MINUTES)
      const polls = await Promise.all(Array.from({ length: AT_ONCE }, () => platform.poll()))
      assert.ok(polls.every((connection) => connection?.tasks?.length === 1))
    }
  })
  await run.check('all that time it was one grant, whose refresh token never rotated', async () => {
    const [grant, ...others] = await grantsOfPlatform(server)
    assert.equal(grant?.generation, 0)
    assert.deepEqual(others, [])
  })
  await run.check('an outage of the service ends no connection', async () => {
    await service.stop()
    await assert.rejects(() => platform.poll())
    await service.start()
    assert.equal((await platform.poll())?.label, 'Ada Lovelace')
  })
}

/**
 * What somebody can do who read the platform's log or the browser's history, and does not know the secret.
 */
async function refuseThieves({ run, platform, service, form }: World): Promise<void> {
  const { refresh_token = '', access_token = '' } = (await platform.poll()) ?? {}
  await run.draw('Somebody else with the refresh token', async () => {
    const answer = await run.as('Thief', () =>
      askToken(service.url, { grant_type: 'refresh_token', refresh_token, client_id: form.clientId }),
    )
    assert.equal(answer.status, 401)
    assert.equal((await answer.json()).error, 'invalid_client')
  })
  await run.check('the secret counts in the body alone, where it was registered', async () => {
    const basic = Buffer.from(`${form.clientId}:${form.clientSecret}`).toString('base64')
    const body = new URLSearchParams({ grant_type: 'refresh_token', refresh_token })
    const headers = { authorization: `Basic ${basic}` }
    const answer = await fetch(`${service.url}/token`, { method: 'POST', body, headers })
    assert.equal(answer.status, 401)
  })
  await run.check('the access token may read tasks, and there is nothing that it may change', async () => {
    const headers = { authorization: `Bearer ${access_token}` }
    assert.equal((await fetch(`${service.url}/tasks`, { headers })).status, 200)
    const body = new URLSearchParams({ name: 'Evil' })
    const answer = await fetch(`${service.url}/apps`, { method: 'POST', headers, body, redirect: 'manual' })
    assert.notEqual(answer.status, 200)
  })
  await run.check('the platform alone sees nobody’s tasks', async () => {
    const { clientId: client_id, clientSecret: client_secret } = form
    const answer = await askToken(service.url, { grant_type: 'client_credentials', client_id, client_secret })
    const token = await answer.json()
    const headers = { authorization: `Bearer ${token.access_token}` }
    assert.equal((await fetch(`${service.url}/tasks`, { headers })).status, 403)
  })
  await run.check('an answer that nobody asked for connects nothing', async () => {
    const before = await platform.poll()
    await fetch(`${form.redirectUris[0]}?code=stolen&state=guessed`)
    assert.equal(await platform.poll(), before)
  })
}

async function disconnect({ run, platform, platformUrl, server, page }: World): Promise<void> {
  await page.goto(platformUrl)
  await run.draw('Ada disconnects', async () => {
    await page.click('#disconnect')
    await page.waitForSelector('#connect')
  })
  await run.check('the grant is revoked', async () => {
    await requireDecent(page)
    assert.deepEqual(await grantsOfPlatform(server), [])
  })
  await run.check('saying no connects nothing', async () => {
    await server.grants.revokeAll({ accountId: 'ada', clientId: 'workflows' })
    await page.click('#connect')
    await signInAs(page, ada)
    await page.click('#consent-deny')
    await page.waitForURL(`${platformUrl}/`)
    assert.equal(await page.isVisible('#connect'), true)
  })
  await run.draw('The service ends a connection', async () => {
    await page.click('#connect')
    await page.click('#consent-allow')
    await page.waitForSelector('#label')
    await server.grants.revokeAll({ accountId: 'ada', clientId: 'workflows' })
    pass(ELEVEN_MINUTES)
    await assert.rejects(() => run.as('Platform', () => platform.poll()), /invalid_grant/)
    await page.reload()
    assert.equal(await page.isVisible('#connect'), true)
    assert.equal(await platform.poll(), undefined)
  })
}

async function registerOwnApps({ run, service, page }: World): Promise<void> {
  const own = await run.host('Script')
  await page.goto(service.url)
  await run.draw('Ada registers a script', async () => {
    await page.fill('[name=name]', 'Ada’s script')
    await page.click('#register')
    await page.waitForSelector('#secret')
    await requireDecent(page)
  })
  const script = clientCredentials({
    issuer: service.url,
    scope: 'tasks:read',
    ...(await readCredentials(page)),
  })
  await run.draw('The script reads Ada’s tasks', async () => {
    const answer = await run.as('Script', () => script.fetch(`${service.url}/tasks`))
    assert.deepEqual(await answer.json(), ['Call <Charles>'])
  })
  await run.check('an app of Ada’s, in which Grace sees her own tasks', async () => {
    await page.goto(service.url)
    await page.fill('[name=name]', 'Charts')
    await page.fill('[name=uri]', `${own.url}/callback`)
    await page.click('#register')
    await page.waitForSelector('#secret')
    const charts = express()
    const client = await readCredentials(page)
    const scope = 'openid tasks:read'
    charts.use(
      signIn({ issuer: service.url, url: own.url, scope, sessions: 'memory:', ...client }),
      requireSignIn,
    )
    charts.get('/', async ({ tokens }, res) =>
      res.json(await (await tokens?.fetch(`${service.url}/tasks`))?.json()),
    )
    own.serve(charts)
    const visitor = await openBrowser(run)
    await visitor.goto(own.url)
    await signInAs(visitor, grace)
    await visitor.waitForSelector('#consent-allow')
    assert.match(await visitor.innerText('main'), /Tasks has not checked who is behind this app/)
    await visitor.click('#consent-allow')
    await visitor.waitForURL(`${own.url}/`)
    assert.equal(await visitor.innerText('body'), '[]')
  })
  await run.check('customers’ own apps need PKCE; only the platform is excepted', async () => {
    const { clientId: client_id } = await readCredentials(page)
    const parameters = { response_type: 'code', client_id, redirect_uri: `${own.url}/callback`, state: 'any' }
    const answer = await fetch(`${service.url}/authorize?${new URLSearchParams(parameters)}`, {
      redirect: 'manual',
    })
    // Nobody vouches for the app, so a page asks before the browser goes there.
    assert.equal(answer.status, 400)
    assert.match(await answer.text(), /href="[^"]*error=invalid_request/)
  })
  await run.check('an app with a redirect URI that cannot be one is not registered', async () => {
    await page.goto(service.url)
    await page.fill('[name=name]', 'Charts')
    await page.fill('[name=uri]', 'http://charts.example/callback')
    await page.click('#register')
    assert.equal(await page.textContent('h1'), 'Not registered')
    assert.match(await page.innerText('small'), /^redirectUris\[0\] must use https/)
    await requireDecent(page)
    await page.getByRole('link', { name: 'Back to the start' }).click()
    await page.waitForSelector('#register')
  })
}

async function signOut({ run, service, page }: World): Promise<void> {
  await run.check('Ada signs out of the service, and is asked to sign in', async () => {
    await page.goto(service.url)
    await page.click('#logout')
    await page.waitForSelector('#sign-in')
  })
}

/** Some services send a refresh token once and never again (RFC 6749 §6). */
async function keepTheOldRefreshToken(run: ExampleRun): Promise<void> {
  const [other, host] = [await run.host('Service'), await run.host('Platform')]
  const used: unknown[] = []
  const service = express().use(express.urlencoded())
  service.post('/token', ({ body: { grant_type, refresh_token } }, res) => {
    used.push(refresh_token)
    const first = grant_type === 'authorization_code' ? { refresh_token: 'the only one' } : {}
    res.json({ access_token: String(used.length), ...first })
  })
  service.get('/me', (_req, res) => void res.json({ label: 'Somebody' }))
  let expired = ''
  service.get('/tasks', ({ headers: { authorization } }, res) => {
    if (authorization === expired) res.sendStatus(401)
    else res.json([authorization])
  })
  other.serve(service)
  const platform = createPlatform(other.url, {
    clientId: 'workflows',
    clientSecret: 'only-for-this-test',
    redirectUris: [`${host.url}/oauth/callback`],
  })
  host.serve(platform.app)
  await run.check(
    'at a service that sends no new refresh token, the platform keeps the old one',
    async () => {
      const { headers } = await fetch(`${host.url}/connect`, { redirect: 'manual' })
      const state = new URL(headers.get('location') ?? '').searchParams.get('state')
      await fetch(`${host.url}/oauth/callback?code=any&state=${state}`)
      for (const token of [1, 2, 3]) {
        assert.deepEqual((await platform.poll())?.tasks, [`Bearer ${token}`])
        expired = `Bearer ${token}`
      }
      assert.deepEqual(used, [undefined, 'the only one', 'the only one'])
    },
  )
}

function pass(milliseconds: number): void {
  const now = Date.now() + milliseconds
  mock.timers.reset()
  mock.timers.enable({ apis: ['Date'], now })
}

function askToken(service: string, parameters: Readonly<Record<string, string>>): Promise<Response> {
  return fetch(`${service}/token`, { method: 'POST', body: new URLSearchParams(parameters) })
}

async function grantsOfPlatform(server: AuthorizationServer) {
  const grants = await server.grants.listByAccount('ada')
  return grants.filter(({ clientId }) => clientId === 'workflows')
}

async function signInAs(page: Page, person: typeof ada): Promise<void> {
  await page.fill('[name=username]', person.username)
  await page.fill('[name=password]', person.password)
  await page.click('#sign-in')
}

async function readCredentials(page: Page): Promise<{ clientId: string; clientSecret: string }> {
  const [clientId, clientSecret] = [await page.innerText('#client'), await page.innerText('#secret')]
  return { clientId, clientSecret }
}
