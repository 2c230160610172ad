/**
 * Runs the API, a stranger's app that uses it, and the README's commands. Exits non-zero when a step fails.
 */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import express, { type Express } from 'express'
import * as openid from 'openid-client'
import type { Browser, Page } from 'playwright-core'
import { requireDecent } from '../../packages/latchkey/test/browser/inspect-page.ts'
import { type ExampleRun, runExample } from '../recording/recording.ts'
import { createBooks } from './app.ts'
import { Bookshop } from './bookshop.ts'

const run = promisify(execFile)
const grace = { email: 'grace@example.com', name: 'Grace Hopper', password: 'a ship in port is safe' }
const ada = { email: 'ada@example.com', name: 'Ada Lovelace', password: 'correct horse battery staple' }

interface World {
  readonly example: ExampleRun
  readonly shop: Bookshop
  /** The API's. */
  readonly url: string
  readonly chromium: Browser
  readonly serveApp: (app: Express) => void
  readonly appUrl: string
}

await runExample(import.meta.dirname, ['Browser', 'Grace', 'App', 'Books'], async (example) => {
  const [app, books] = [await example.host('App'), await example.host('Books')]
  const shop = new Bookshop(':memory:')
  for (const user of [grace, ada]) await shop.addUser(user)
  const started = await createBooks(books.url, shop, { storage: 'memory:' })
  example.atEnd(() => started.server.close())
  books.serve(started.app)
  const chromium = await example.chromium()
  const world = { example, shop, url: books.url, chromium, serveApp: app.serve, appUrl: app.url }
  await openToOthers(world)
  await example.check('an app that gives no good account of itself is told what to change', () =>
    explainsRegistrations(world),
  )
  await example.check('a wrong password opens nothing, whether the address is known or not', () =>
    refusesWrongPasswords(world),
  )
  await example.check('who opens it in a browser is told what it is', () => tellsBrowsers(world))
  await runReadme(world)
})

async function openToOthers(world: World): Promise<void> {
  const { example, url, appUrl, serveApp } = world
  let registered: Registered = { clientId: '', clientSecret: '' }
  await example.draw('Grace registers an app', () =>
    example.as('Grace', async () => {
      const registration = { name: 'Reading list', redirectUris: [`${appUrl}/callback`] }
      const answer = await register(url, await logIn(url, grace), registration)
      assert.equal(answer.status, 201)
      registered = (await answer.json()) as Registered
    }),
  )
  const app = createReadingList(world, registered)
  serveApp(app.app)
  const page = await openPage(world)
  await useApp(world, page)
  await example.check('`sub` is the id of the row, and userinfo knows the row', async () => {
    const { accountId, name } = await app.whoIs()
    assert.equal(name, ada.name)
    assert.equal(world.shop.findUser(accountId)?.email, ada.email)
  })
  await keepsTokensApart(world, app)
  await example.check('only the app’s secret gets past the token endpoint (RFC 6749 §3.2.1)', () =>
    asksForTheSecret(world, registered),
  )
  await page.context().close()
}

async function useApp({ example, appUrl }: World, page: Page): Promise<void> {
  await example.draw('Ada opens the app', async () => {
    await page.goto(appUrl)
    await page.locator('#sign-in').waitFor()
  })
  await example.check(
    'the sign-in page says the same of a wrong password and of an unknown address',
    async () => {
      for (const email of [ada.email, 'nobody@example.com']) {
        const answered = page.waitForResponse((response) => response.request().method() === 'POST')
        await enter(page, { email, password: 'wrong' })
        assert.equal((await answered).status(), 422)
        await page.getByText('That username and password don’t match').waitFor()
      }
    },
  )
  await example.draw('Ada allows it', async () => {
    await enter(page, ada)
    // Anybody with a login may register an app, so people are told that nobody has checked it.
    await page.getByText('has not checked who is behind this app').waitFor()
    await page.click('#consent-allow')
    await page.getByText('No books').waitFor()
  })
  await example.draw('The app adds a book', async () => {
    await page.fill('[name=title]', 'Sketch of the Analytical Engine')
    await page.click('#add')
    await page.locator('li', { hasText: 'Sketch of the Analytical Engine' }).waitFor()
  })
  await example.draw('An app that may only read', async () => {
    await page.goto(`${appUrl}/?scope=books:read`)
    await page.locator('li', { hasText: 'Sketch' }).waitFor()
    await page.fill('[name=title]', 'Not allowed')
    await page.click('#add')
    await page.getByText('The API answered 403').waitFor()
  })
}

async function keepsTokensApart({ example, url }: World, app: ReadingList): Promise<void> {
  const login = await logIn(url, ada)
  await example.check(
    'the login’s JWT opens no books (RFC 9068 §4), and an access token registers no app',
    async () => {
      assert.equal((await books(url, login)).status, 401)
      const registration = { name: 'Thief', redirectUris: ['https://thief.example/callback'] }
      assert.equal((await register(url, app.accessToken(), registration)).status, 401)
    },
  )
  await example.check('without a token, there are no books (RFC 6750 §3)', async () => {
    const answer = await fetch(`${url}/books`)
    assert.equal(answer.status, 401)
    assert.match(answer.headers.get('www-authenticate') ?? '', /^Bearer/)
  })
  await example.check('a book without a title is refused with what to send', async () => {
    const answer = await fetch(`${url}/books`, {
      method: 'POST',
      headers: { authorization: `Bearer ${app.accessToken('books:write')}` },
    })
    assert.equal(answer.status, 400)
    assert.match(await errorOf(answer), /Send \{"title"/)
  })
}

/** What the right secret gets past to is another refusal: the code is wrong. */
async function asksForTheSecret({ url }: World, { clientId, clientSecret }: Registered): Promise<void> {
  for (const [secret, status, error] of [
    [clientSecret, 400, 'invalid_grant'],
    ['wrong', 401, 'invalid_client'],
    [undefined, 401, 'invalid_client'],
  ] as const) {
    const body = new URLSearchParams({
      grant_type: 'authorization_code',
      code: 'any',
      code_verifier: 'a'.repeat(43),
      ...(secret === undefined && { client_id: clientId }),
    })
    const basic = `Basic ${Buffer.from(`${clientId}:${secret}`).toString('base64')}`
    const headers = secret === undefined ? {} : { authorization: basic }
    const answer = await fetch(`${url}/oauth/token`, { method: 'POST', headers, body })
    assert.deepEqual([answer.status, await errorOf(answer)], [status, error])
  }
}

async function explainsRegistrations({ url }: World): Promise<void> {
  const good = { name: 'App', redirectUris: ['https://app.example/callback'] }
  for (const token of ['', 'x', 'eyJhbGciOiJub25lIn0.e30.']) {
    const answer = await register(url, token, good)
    assert.deepEqual([answer.status, await errorOf(answer)], [401, 'Log in first: POST /login'])
  }
  const login = await logIn(url, grace)
  const wrong: readonly (readonly [object, RegExp])[] = [
    [{ ...good, redirectUris: ['http://app.example/callback'] }, /^redirectUris.*https/],
    [{ ...good, redirectUris: ['https://app.example/callback#top'] }, /^redirectUris.*fragment/],
    [{ ...good, redirectUris: 17 }, /^redirectUris must be/],
    [{ name: 'App' }, /^redirectUris/],
    [{ redirectUris: good.redirectUris }, /^name must/],
    [{ ...good, name: { first: 'App' } }, /^name must/],
  ]
  for (const [body, expected] of wrong) {
    const answer = await register(url, login, body)
    assert.equal(answer.status, 400, JSON.stringify(body))
    assert.match(await errorOf(answer), expected)
  }
}

async function refusesWrongPasswords({ url }: World): Promise<void> {
  for (const email of [grace.email, 'nobody@example.com']) {
    const answer = await postJson(`${url}/login`, { email, password: 'wrong' })
    assert.deepEqual([answer.status, await errorOf(answer)], [401, 'Wrong email or password'])
  }
  assert.equal((await fetch(`${url}/login`, { method: 'POST' })).status, 401)
}

async function tellsBrowsers(world: World): Promise<void> {
  const page = await openPage(world)
  assert.equal((await page.goto(`${world.url}/nonsense`))?.status(), 404)
  await requireDecent(page)
  await page.getByRole('link', { name: 'Back to the start' }).click()
  await page.getByRole('heading', { name: 'The books API' }).waitFor()
  await requireDecent(page)
  await page.context().close()
}

/** The commands as they stand there, with the password and the code filled in. */
async function runReadme(world: World): Promise<void> {
  const bash = await run('bash', ['-c', 'command -v curl openssl']).catch(() => undefined)
  if (!bash) return console.log('  The README’s commands were left out: they need bash, curl and openssl')
  await world.example.check('the README’s commands do what it says', async () => {
    const readme = readFileSync(join(import.meta.dirname, 'README.md'), 'utf8')
    const [, first = '', second = '', third = ''] = [...readme.matchAll(/```sh\n([\s\S]*?)```/g)].map(
      ([, commands]) => commands,
    )
    const keep = 'declare -p api json client_id client_secret verifier; declare -f field'
    const output = await shell(
      [fill(first, 'password', grace.password), `api=${world.url}`, second, keep]
        .join('\n')
        .replace('api=http://localhost:4020', `api=${world.url}`),
    )
    const [address = '', ...variables] = output.split('\n')
    const code = await takeCode(world, address)
    const books = await shell([...variables, fill(third, 'code', code)].join('\n'))
    assert.equal(books, '[{"title":"The Soul of a New Machine"}]'.repeat(2))
  })
}

function fill(commands: string, name: string, value: string): string {
  assert.match(commands, new RegExp(`^${name}=…$`, 'm'))
  return commands.replace(`${name}=…`, `${name}='${value}'`)
}

async function shell(script: string): Promise<string> {
  const PATH = `${dirname(process.execPath)}${delimiter}${process.env.PATH}`
  const { stdout } = await run('bash', ['-euo', 'pipefail', '-c', script], { env: { ...process.env, PATH } })
  return stdout
}

/** Out of the address at which no app is. */
async function takeCode(world: World, address: string): Promise<string> {
  const page = await openPage(world)
  await page.goto(address)
  await enter(page, grace)
  const callback = 'http://localhost:4021/callback'
  await page.route(`${callback}**`, (route) => route.abort())
  const [asked] = await Promise.all([
    page.waitForRequest((request) => request.url().startsWith(callback)),
    page.click('#consent-allow'),
  ])
  await page.context().close()
  return new URL(asked.url()).searchParams.get('code') ?? ''
}

type Registered = Readonly<{ clientId: string; clientSecret: string }>
type ReadingList = ReturnType<typeof createReadingList>

/**
 * An app as a stranger would write it, with openid-client and Basic authentication; it has one visitor, and
 * keeps all in variables.
 */
function createReadingList({ url, appUrl }: World, { clientId, clientSecret }: Registered) {
  const settings = { execute: [openid.allowInsecureRequests] }
  const authentication = openid.ClientSecretBasic(clientSecret)
  let issuer: openid.Configuration | undefined
  let pending = { pkceCodeVerifier: '', expectedState: '' }
  let tokens: (openid.TokenEndpointResponse & openid.TokenEndpointResponseHelpers) | undefined
  const byScope = new Map<string, string>()

  async function start(scope: string): Promise<string> {
    issuer ??= await openid.discovery(new URL(`${url}/oauth`), clientId, undefined, authentication, settings)
    pending = { pkceCodeVerifier: openid.randomPKCECodeVerifier(), expectedState: openid.randomState() }
    return openid.buildAuthorizationUrl(issuer, {
      redirect_uri: `${appUrl}/callback`,
      scope,
      resource: `${url}/books`,
      state: pending.expectedState,
      code_challenge: await openid.calculatePKCECodeChallenge(pending.pkceCodeVerifier),
      code_challenge_method: 'S256',
    }).href
  }

  const app = express()
  app.get('/', async ({ query }, res) => {
    const { scope = 'openid profile books:read books:write' } = query
    res.redirect(303, await start(String(scope)))
  })
  app.get('/callback', async (req, res) => {
    assert.ok(issuer)
    tokens = await openid.authorizationCodeGrant(issuer, new URL(req.originalUrl, appUrl), pending)
    for (const scope of tokens.scope?.split(' ') ?? []) byScope.set(scope, tokens.access_token)
    res.redirect(303, '/list')
  })
  app.get('/list', async (_req, res) => {
    const answer = await books(url, tokens?.access_token)
    const list = (await answer.json()) as { title: string }[]
    const items = list.map(({ title }) => `<li>${title}</li>`).join('') || 'No books'
    res.send(`${items}<form method="post"><input name="title"><button id="add">Add</button></form>`)
  })
  app.post('/list', express.urlencoded(), async ({ body }, res) => {
    const answer = await books(url, tokens?.access_token, { title: body.title })
    await answer.text()
    if (answer.ok) res.redirect(303, '/list')
    else res.send(`The API answered ${answer.status}`)
  })

  return {
    app,
    accessToken: (scope = 'books:read') => byScope.get(scope) ?? '',
    async whoIs() {
      assert.ok(issuer)
      const token = byScope.get('openid') ?? ''
      const { sub, name } = await openid.fetchUserInfo(issuer, token, openid.skipSubjectCheck)
      return { accountId: sub, name }
    },
  }
}

async function openPage({ chromium }: World): Promise<Page> {
  const context = await chromium.newContext({ viewport: { width: 320, height: 640 } })
  context.setDefaultTimeout(10_000)
  return context.newPage()
}

async function enter(page: Page, { email, password }: { email: string; password: string }): Promise<void> {
  await page.fill('[name=username]', email)
  await page.fill('[name=password]', password)
  await page.click('#sign-in')
}

function books(url: string, token = '', book?: object): Promise<Response> {
  return book ? postJson(`${url}/books`, book, token) : fetch(`${url}/books`, { headers: bearer(token) })
}

function register(url: string, token: string, registration: object): Promise<Response> {
  return postJson(`${url}/clients`, registration, token)
}

async function logIn(url: string, { email, password }: typeof ada): Promise<string> {
  const answer = await postJson(`${url}/login`, { email, password })
  assert.equal(answer.status, 200)
  return ((await answer.json()) as { token: string }).token
}

function postJson(url: string, body: object, token = ''): Promise<Response> {
  const headers = { 'content-type': 'application/json', ...bearer(token) }
  return fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })
}

function bearer(token: string): Record<string, string> {
  return token === '' ? {} : { authorization: `Bearer ${token}` }
}

async function errorOf(answer: Response): Promise<string> {
  return ((await answer.json()) as { error: string }).error
}
