import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { findViolations, measureWidths } from './inspect-page.ts'
import { launchBrowser } from './launch-browser.ts'
import { type DemoPlace, findDemoPlace, type RunningDemo, startDemo } from './start-demo.ts'
import { openVisit, signIn } from './visit.ts'

const screenshots = process.env.LIVE_SCREENSHOTS
const username = 'ada@example.com'

let browser: Browser

beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser?.close())

describe.each([true, false])('a newcomer, scripts allowed: %s', (javaScriptEnabled) => {
  let place: DemoPlace
  let demo: RunningDemo
  let password: string

  beforeAll(async () => {
    place = await findDemoPlace()
    demo = await startDemo(place)
    password = printedPassword(demo)
  })
  afterAll(async () => {
    await demo?.stop()
    rmSync(place.folder, { recursive: true })
  })

  test('signs in with what was printed, sees who they are, calls the API, refreshes and signs out', async () => {
    const complaints: string[] = []
    const page = await openVisit(browser, { javaScriptEnabled, complaints })
    await page.goto(demo.url)
    await page.getByRole('link', { name: 'Sign in' }).click()
    await signIn(page, { username, password: `${password}x` })
    await page.getByText('That username and password don’t match').waitFor()
    expect(await page.locator('#username').inputValue()).toBe(username)
    await signIn(page, { username, password })
    await page.locator('#consent-allow').click()
    await page.getByRole('heading', { name: 'Hello, Ada Lovelace' }).waitFor()
    expect(await page.locator('main').innerText()).toContain(username)

    await page.locator('#call-api').click()
    await page.getByText('The Summer Book').waitFor()
    await page.locator('#refresh').click()
    expect(await page.locator('#result', { hasText: 'access token' }).innerText()).toMatch(
      /access token: (\w{8}) → (?!\1)\w{8}/,
    )
    await page.locator('#call-api').click()
    await page.getByText('The Summer Book').waitFor()

    await page.locator('#sign-out').click()
    await page.getByRole('link', { name: 'Sign in' }).waitFor()
    expect(page.url()).toBe(demo.url)
    await page.getByRole('link', { name: 'Sign in' }).click()
    await page.locator('#password').waitFor()
    expect(complaints).toEqual([])
    await page.context().close()
  })

  test('makes an account of their own, and may allow less than was asked', async () => {
    const page = await openVisit(browser, { javaScriptEnabled })
    const mine = { username: `grace-${javaScriptEnabled}@example.com`, password: 'a quiet garden by the sea' }
    await page.goto(demo.url)
    await page.getByRole('link', { name: 'Sign in' }).click()
    await page.getByRole('link', { name: 'Create an account' }).click()
    await page.locator('#username').fill(mine.username)
    await page.locator('#name').fill('Grace Hopper')
    await page.locator('#password').fill(mine.password)
    await page.locator('#sign-up').click()
    await page.getByText('All set').waitFor()
    expect(await page.locator('#username').inputValue()).toBe(mine.username)
    await signIn(page, mine)
    await page.getByRole('checkbox', { name: 'See your books' }).uncheck()
    await page.locator('#consent-allow').click()
    await page.getByRole('heading', { name: 'Hello, Grace Hopper' }).waitFor()
    await page.locator('#call-api').click()
    expect(await page.locator('#result').innerText()).toMatch(/insufficient_scope|invalid_token/)
    await page.context().close()
  })

  test('a second start keeps the people and what they allowed, and prints no password', async () => {
    expect(await demo.stop()).toBe(0)
    demo = await startDemo(place)
    expect(demo.printed()).toContain('(kept)')
    expect(demo.printed()).not.toContain(password)
    expect(demo.printed()).not.toMatch(/(\w{4}-){3}\w{4}/)
    const page = await openVisit(browser)
    await page.goto(demo.url)
    await page.locator('#sign-in-link').click()
    await signIn(page, { username, password })
    await page.getByRole('heading', { name: 'Hello, Ada Lovelace' }).waitFor()
    await page.context().close()
  })
})

test.each([
  ['light', { width: 1024, height: 768 }],
  ['dark', { width: 1024, height: 768 }],
  ['light', { width: 320, height: 640 }],
] as const)("the demo's own pages are as careful as ours: %s, %o", async (colorScheme, viewport) => {
  const place = await findDemoPlace()
  onTestFinished(() => rmSync(place.folder, { recursive: true }))
  const demo = await startDemo(place)
  onTestFinished(async () => void (await demo.stop()))
  const page = await openVisit(browser, { colorScheme, viewport })
  const look = `demo-${colorScheme}-${viewport.width}`
  await page.goto(demo.url)
  await inspect(page, `${look}-home`)
  await page.locator('#sign-in-link').click()
  await page.locator('#sign-in-cancel').click()
  await page.getByRole('heading', { name: 'You did not allow access' }).waitFor()
  await inspect(page, `${look}-denied`)
  await page.goto(`${demo.url}sign-in`)
  await signIn(page, { username, password: printedPassword(demo) })
  await page.locator('#consent-allow').click()
  await page.locator('#call-api').click()
  await page.locator('#result').waitFor()
  await inspect(page, `${look}-signed-in`)
  await page.context().close()
})

function printedPassword(demo: RunningDemo): string {
  return /Password +(\S+) /.exec(demo.printed())?.[1] ?? ''
}

async function inspect(page: Page, name: string): Promise<void> {
  const { scrollWidth, clientWidth } = await measureWidths(page)
  if (screenshots !== undefined) {
    mkdirSync(join(screenshots, 'demo'), { recursive: true })
    await page.screenshot({ path: join(screenshots, 'demo', `${name}.png`), fullPage: true })
  }
  expect({ violations: await findViolations(page), scrollWidth }).toEqual({
    violations: [],
    scrollWidth: clientWidth,
  })
}
