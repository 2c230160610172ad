import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findViolations } from './inspect-page.ts'
import { launchBrowser } from './launch-browser.ts'
import { openVisit } from './visit.ts'

let browser: Browser

beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser?.close())

const html = `<!doctype html><html lang="en"><meta name="color-scheme" content="light dark"><title>Late</title>
<link rel="stylesheet" href="/style.css"><main><h1>Late</h1><a href="/">Back to the start</a></main></html>`
const css =
  ':root { color-scheme: light dark } body { background: #111214; color: #eceef1 } a { color: inherit }'

test('a page is judged with its stylesheet, however late that comes', async () => {
  const page = await openVisit(browser, { colorScheme: 'dark' })
  const { promise: held, resolve: release } = Promise.withResolvers<void>()
  await page.route('**/style.css', async (route) => {
    await held
    await route.fulfill({ contentType: 'text/css', body: css })
  })
  await page.route('http://app.example/', (route) => route.fulfill({ contentType: 'text/html', body: html }))
  await page.goto('http://app.example/', { waitUntil: 'commit' })
  // What a test waits for after a click is there already.
  await page.getByRole('heading', { name: 'Late' }).waitFor()
  const found = findViolations(page)
  // Round trips enough for an inspection that does not wait to have begun.
  for (let trips = 0; trips < 50; trips++) await page.evaluate('0')
  release()
  expect(await found).toEqual([])
  await page.context().close()
})
