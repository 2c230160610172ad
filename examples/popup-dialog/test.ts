/** Runs the page, its API and Latchkey in Chromium. Exits non-zero when a step fails. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { AuthorizationServer } from 'latchkey'
import { toNodeHandler } from 'latchkey/node'
import type { BrowserContext, Page, Request } from 'playwright-core'
import { requireDecent } from '../../packages/latchkey/test/browser/inspect-page.ts'
import { type ExampleRun, runExample } from '../recording/recording.ts'
import { createApi } from './api.ts'
import { createLatchkey } from './latchkey.ts'
import { createSite } from './site.ts'

const ada = { username: 'ada@example.com', password: 'correct horse battery staple' }

interface World {
  readonly run: ExampleRun
  readonly server: AuthorizationServer
  readonly url: string
  /** A browser that nobody used before, at the page. */
  visit(): Promise<Page>
}

await runExample(import.meta.dirname, ['Browser', 'Site', 'Latchkey', 'API'], async (run) => {
  const [site, latchkey, api] = [await run.host('Site'), await run.host('Latchkey'), await run.host('API')]
  const urls = { issuer: latchkey.url, page: site.url, api: api.url }
  const server = await createLatchkey(urls, {
    issuer: latchkey.url,
    storage: 'memory:',
    users: [{ ...ada, id: 'ada', claims: { name: 'Ada Lovelace' } }],
  })
  run.atEnd(() => server.close())
  latchkey.serve(toNodeHandler(server))
  site.serve(createSite({ issuer: latchkey.url, api: api.url }))
  api.serve(createApi(urls))
  const chromium = await run.chromium()
  const visit = async () => {
    const context = await chromium.newContext({ viewport: { width: 320, height: 640 } })
    const page = await context.newPage()
    context.setDefaultTimeout(10_000)
    await page.goto(site.url)
    return page
  }
  const world = { run, server, url: site.url, visit }
  await askAndAskAgain(world)
  await hearNo(world)
  await resistForgery(world)
  await run.check('the API tells nobody else', () => askWithoutToken(api.url))
})

async function askAndAskAgain({ run, url, visit }: World): Promise<void> {
  let page: Page | undefined
  let popup: Page | undefined
  await run.draw('Opening the dialog', async () => {
    page = await visit()
    popup = await press(page)
    await popup.waitForURL(/\/sign-in/)
    // Its pages cut the tie, so neither window can reach into the other.
    assert.equal(await popup.evaluate('opener'), null)
  })
  assert.ok(page && popup)
  const [opener, dialog] = [page, popup]
  await run.draw('Allowing', async () => {
    await signIn(dialog)
    await Promise.all([dialog.waitForEvent('close'), dialog.click('#consent-allow')])
    await opener.locator('#answer').filter({ hasText: '42' }).waitFor()
  })
  await run.draw('Asking again', async () => {
    await Promise.all([opener.waitForResponse(/\/answer$/), opener.click('#ask')])
    assert.equal(opener.context().pages().length, 1)
  })
  await run.check('looks decent on a small screen, in light and dark', async () => {
    await requireDecent(opener)
    await opener.goto(`${url}/callback.html`)
    await requireDecent(opener)
    const answer = await opener.goto(`${url}/nonsense`)
    assert.equal(answer?.status(), 404)
    await requireDecent(opener)
  })
  await opener.context().close()
}

async function hearNo({ run, visit }: World): Promise<void> {
  const page = await visit()
  const popup = await press(page)
  await signIn(popup)
  await run.draw('Saying no', async () => {
    await Promise.all([popup.waitForEvent('close'), popup.click('#consent-deny')])
    await page.locator('#status').filter({ hasText: 'Access was not allowed' }).waitFor()
  })
  await page.context().close()
  await run.check('a browser that blocks the window', async () => {
    const page = await visit()
    // What a browser answers that blocks: nothing.
    await page.evaluate('open = () => null')
    await page.click('#ask')
    await page.locator('#status').filter({ hasText: 'The browser opened no window' }).waitFor()
    await page.context().close()
  })
  await run.check('a window that was closed: press again', async () => {
    const page = await visit()
    const closed = await press(page)
    await closed.waitForURL(/\/sign-in/)
    await closed.close()
    const popup = await press(page)
    await signIn(popup)
    await popup.click('#consent-allow')
    await page.locator('#answer').filter({ hasText: '42' }).waitFor()
    await page.context().close()
  })
}

async function resistForgery({ run, server, url, visit }: World): Promise<void> {
  await server.grants.revokeAll({ accountId: 'ada' })
  for (const hostname of ['127.0.0.1', 'localhost']) {
    await run.check(
      `a form of ${hostname}, another origin, that posts to the dialog does nothing`,
      async () => {
        const page = await visit()
        const popup = await press(page)
        // The sign-in page first, as it stands, with a password that is right; then the consent page, with
        // its own fields.
        await popup.waitForURL(/\/sign-in/)
        assert.equal(await postFrom(hostname, page.context(), await copyForm(popup, '#sign-in', ada)), 403)
        await signIn(popup)
        assert.equal(await postFrom(hostname, page.context(), await copyForm(popup, '#consent-allow')), 403)
        assert.deepEqual(await server.grants.listByAccount('ada'), [])
        assert.equal(await page.locator('#answer').isVisible(), false)
        await page.context().close()
      },
    )
  }
  await run.check('a message of another origin is ignored, even of one that knows the state', async () => {
    const context = (await visit()).context()
    // Whoever opened the page has a handle on it, and may post to it.
    const evil = await openElsewhere(
      '127.0.0.1',
      context,
      `<button onclick="page = window.open('${url}')">Win</button>`,
    )
    const [page] = await Promise.all([context.waitForEvent('page'), evil.click('button')])
    const isRequest = (request: Request) => request.url().includes('/authorize?')
    const [asked, popup] = await Promise.all([context.waitForEvent('request', isRequest), press(page)])
    const state = new URL(asked.url()).searchParams.get('state')
    const arrived = page.evaluate(
      "new Promise((resolve) => addEventListener('message', () => resolve(true)))",
    )
    const forged = JSON.stringify({ kind: 'answer', query: `?error=access_denied&state=${state}` })
    await evil.evaluate(`page.postMessage(${forged}, '*')`)
    assert.ok(await arrived)
    await signIn(popup)
    await popup.click('#consent-allow')
    await page.locator('#answer').filter({ hasText: '42' }).waitFor()
    await context.close()
  })
}

async function askWithoutToken(api: string): Promise<void> {
  for (const authorization of ['', 'Bearer x', 'Bearer eyJhbGciOiJub25lIn0.e30.']) {
    const answer = await fetch(`${api}/answer`, { headers: { authorization } })
    assert.equal(answer.status, 401)
    assert.match(answer.headers.get('www-authenticate') ?? '', /^Bearer/)
  }
}

async function press(page: Page): Promise<Page> {
  const [popup] = await Promise.all([page.context().waitForEvent('page'), page.click('#ask')])
  return popup
}

async function signIn(popup: Page): Promise<void> {
  await popup.fill('[name=username]', ada.username)
  await popup.fill('[name=password]', ada.password)
  await popup.click('#sign-in')
  await popup.locator('#consent-allow').waitFor()
}

interface Form {
  readonly action: string
  readonly fields: readonly (readonly string[])[]
}

/** The form of a button, as a thief would have it who saw the page. */
async function copyForm(
  page: Page,
  button: string,
  values: Readonly<Record<string, string>> = {},
): Promise<Form> {
  const form = await page.locator(button).evaluate((element) => {
    const { form, name, value } = element as HTMLButtonElement
    const fields = [...new FormData(form ?? undefined)].map(([key, text]) => [key, String(text)])
    // Not form.action: a form may have a field of that name.
    const action = new URL(form?.getAttribute('action') ?? '', location.href).href
    return { action, fields: [...fields, [name, value]] }
  })
  const kept = form.fields.filter(([name = '']) => name !== '' && !(name in values))
  return { ...form, fields: [...kept, ...Object.entries(values)] }
}

/** Posts it from a page of another origin in the same browser, with all its cookies; answers the status. */
async function postFrom(
  hostname: string,
  context: BrowserContext,
  { action, fields }: Form,
): Promise<number> {
  const inputs = fields.map(([name, value]) => `<input name="${toHtml(name)}" value="${toHtml(value)}">`)
  const body = `<form method="post" action="${action}">${inputs.join('')}<button>Win a prize</button></form>`
  const page = await openElsewhere(hostname, context, body)
  const answered = page.waitForResponse((response) => response.request().method() === 'POST')
  await page.click('button')
  const status = (await answered).status()
  await page.close()
  return status
}

/** A page on a port of its own. */
async function openElsewhere(hostname: string, context: BrowserContext, body: string): Promise<Page> {
  const evil = createServer((_req, res) => {
    res.setHeader('content-type', 'text/html; charset=utf-8').end(body)
  })
  evil.listen(0, '127.0.0.1')
  await once(evil, 'listening')
  const { port } = evil.address() as AddressInfo
  try {
    const page = await context.newPage()
    await page.goto(`http://${hostname}:${port}/`)
    return page
  } finally {
    evil.close()
    evil.closeAllConnections()
  }
}

function toHtml(text = ''): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
