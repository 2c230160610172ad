/** Runs the four from end to end, on SQLite and on PostgreSQL. Exits non-zero when a step fails. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { mock } from 'node:test'
import { findViolations, measureWidths } from '../../packages/latchkey/test/browser/inspect-page.ts'
import { createDatabase, dropDatabase } from '../../scripts/postgres-server/create-database.ts'
import { findBinaries } from '../../scripts/postgres-server/find-binaries.ts'
import { startPostgresServer } from '../../scripts/postgres-server/postgres-server.ts'
import { ScriptedBrowser, type Visit } from '../demo/scripted-browser.ts'
import { type ExampleRun, runExample } from '../recording/recording.ts'
import { createApi } from './api.ts'
import { createNotebook } from './notebook.ts'
import { createServer } from './server.ts'
import { createStatistics } from './statistics.ts'

const username = 'ada@example.com'
const password = 'correct horse battery staple'
/** Longer than an access token lives. */
const ELEVEN_MINUTES = 11 * 60_000

await runExample(import.meta.dirname, ['Browser', 'Statistics', 'Notebook', 'Server', 'API'], async (run) => {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-first-server-'))
  run.atEnd(() => rmSync(folder, { recursive: true, force: true }))
  run.atEnd(() => mock.timers.reset())
  await drawEverything(run, await open(run, `sqlite:${join(folder, 'server.db')}`))
  await keepsEverythingInPostgres(run)
})

type World = Awaited<ReturnType<typeof open>>

async function open(run: ExampleRun, storage: string) {
  const hosts = {
    notebook: await run.host('Notebook'),
    server: await run.host('Server'),
    api: await run.host('API'),
    statistics: await run.host('Statistics'),
  }
  const [issuer, api, url] = [hosts.server.url, hosts.api.url, hosts.notebook.url]
  const configuration = {
    issuer,
    storage,
    logger: false,
    secret: 'only-for-this-test-0123456789-0123456789',
  } as const
  const start = async () => {
    const started = await createServer({ api, notebook: url }, configuration)
    hosts.server.serve(started.app)
    const sessions = 'memory:'
    hosts.notebook.serve(
      createNotebook(api, { issuer, url, clientSecret: started.secrets.notebook, sessions }),
    )
    hosts.api.serve(createApi(issuer, api))
    hosts.statistics.serve(createStatistics(api, { issuer, clientSecret: started.secrets.statistics }))
    return started.server
  }
  let server = await start()
  run.atEnd(() => server.close())
  if (!(await server.accounts.findByUsername(username))) {
    await server.accounts.create({ username, password, claims: { name: 'Ada Lovelace' } })
    await server.accounts.create({ username: 'grace@example.com', password })
  }
  const restart = async () => {
    await server.close()
    server = await start()
  }
  return { issuer, api, url, statistics: hosts.statistics.url, restart }
}

async function drawEverything(run: ExampleRun, world: World): Promise<void> {
  const browser = new ScriptedBrowser()
  let page: Visit
  await run.draw('Ada opens the notebook', async () => {
    page = await signIn(browser, world)
    assert.match(page.html, /See your notes/)
  })
  await run.draw('Ada allows it', async () => {
    page = await browser.press(page, 'consent-allow')
    assert.match(page.html, /Notes of Ada Lovelace[\s\S]*No notes yet/)
  })
  await run.draw('Ada adds a note', async () => {
    page = await browser.press(page, 'add', { text: 'Call Charles' })
    assert.match(page.html, /<li>Call Charles<\/li>/)
  })
  await run.draw('Eleven minutes later', async () => {
    mock.timers.enable({ apis: ['Date'], now: Date.now() + ELEVEN_MINUTES })
    page = await browser.open(world.url)
    assert.match(page.html, /<li>Call Charles<\/li>/)
  })
  await run.draw('A service asks the API', async () => {
    const page = await browser.open(world.statistics)
    assert.deepEqual(JSON.parse(page.html), { people: 1, notes: 1 })
  })
  await run.draw('An app without PKCE', () => refusesAnAppWithoutPkce(world))
  await run.check('an app that may only read cannot write', () => refusesAMissingScope(world))
  await run.check('a fifth wrong password ends the guessing', () => limitsGuesses(world))
  await run.check('an unknown path has a page, at the notebook and at the server', () =>
    tellsOfUnknownPaths(world),
  )
  await run.check('the page fits a small screen, light and dark', () => fitsASmallScreen(run, world))
}

async function signIn(browser: ScriptedBrowser, { url, issuer }: World): Promise<Visit> {
  const page = await browser.open(url)
  assert.match(page.url, new RegExp(`^${issuer}/sign-in`), page.html)
  return browser.press(page, 'sign-in', { username, password })
}

/** RFC 9700 §2.1.1: the server asks every app for a code challenge, and sends the refusal back to the app. */
async function refusesAnAppWithoutPkce({ issuer, url }: World): Promise<void> {
  const request = new URLSearchParams({
    response_type: 'code',
    client_id: 'notebook',
    redirect_uri: `${url}/callback`,
    scope: 'openid',
    state: 'any',
  })
  const answer = await fetch(`${issuer}/authorize?${request}`, { redirect: 'manual' })
  const location = new URL(answer.headers.get('location') ?? '')
  assert.equal(location.origin, url)
  assert.equal(location.searchParams.get('error'), 'invalid_request')
}

/** RFC 6750 §3.1: what a person did not allow, the API refuses. */
async function refusesAMissingScope(world: World): Promise<void> {
  const browser = new ScriptedBrowser()
  let page = await browser.open(world.url)
  page = await browser.press(page, 'sign-in', { username: 'grace@example.com', password })
  page = await browser.press(page, 'consent-allow', { scope: 'notes:read' })
  page = await browser.press(page, 'add', { text: 'Not allowed' })
  assert.doesNotMatch(page.html, /Not allowed/)
}

async function limitsGuesses({ issuer }: World): Promise<void> {
  const browser = new ScriptedBrowser()
  const page = await browser.open(`${issuer}/sign-in`)
  const guess = () => browser.press(page, 'sign-in', { username: 'nobody@example.com', password: 'a guess' })
  for (let tries = 0; tries < 5; tries++) assert.equal((await guess()).status, 422)
  assert.equal((await guess()).status, 429)
}

async function tellsOfUnknownPaths({ url, issuer }: World): Promise<void> {
  for (const origin of [url, issuer]) {
    const answer = await fetch(`${origin}/nonsense`, { headers: { accept: 'text/html' } })
    assert.equal(answer.status, 404)
    assert.match(await answer.text(), /<h1>Page not found/)
  }
}

async function fitsASmallScreen(run: ExampleRun, { url }: World): Promise<void> {
  const browser = await run.chromium()
  for (const colorScheme of ['light', 'dark'] as const) {
    const context = await browser.newContext({ viewport: { width: 320, height: 640 }, colorScheme })
    const page = await context.newPage()
    await page.goto(url)
    await page.fill('[name=username]', username)
    await page.fill('[name=password]', password)
    await page.click('#sign-in')
    if (page.url().includes('/consent')) await page.click('#consent-allow')
    await page.waitForSelector('#notes')
    const { scrollWidth, clientWidth } = await measureWidths(page)
    assert.equal(scrollWidth, clientWidth)
    assert.deepEqual(await findViolations(page), [])
    await page.click('#logout')
    await context.close()
  }
}

async function keepsEverythingInPostgres(run: ExampleRun): Promise<void> {
  if (findBinaries(18) === undefined && process.env.TEST_POSTGRES_URL === undefined) {
    return console.log(
      '  PostgreSQL was left out: npm brought none for this machine (TEST_POSTGRES_URL names one)',
    )
  }
  const given = process.env.TEST_POSTGRES_URL ?? (await startPostgres(run))
  const database = await createDatabase(given)
  run.atEnd(() => dropDatabase(given, database))
  const world = await open(run, database)
  const browser = new ScriptedBrowser()
  await run.check('PostgreSQL: Ada opens the notebook', async () => {
    const page = await browser.press(await signIn(browser, world), 'consent-allow')
    assert.match(page.html, /Notes of Ada Lovelace/)
  })
  await run.check('PostgreSQL: after a restart of everything, nobody is asked again', async () => {
    await world.restart()
    assert.match((await browser.open(world.url)).html, /Notes of Ada Lovelace/)
  })
}

async function startPostgres(run: ExampleRun): Promise<string> {
  const postgres = await startPostgresServer()
  run.atEnd(() => postgres.stop())
  return postgres.url
}
