import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { openedForAll, openedForEach } from '../fixtures/opened.ts'
import { findViolations, measureWidths } from './inspect-page.ts'
import { launchBrowser } from './launch-browser.ts'
import { openLiveWorld } from './live-world.ts'
import { tour } from './tour.ts'
import { alice, openTab, openVisit, signIn } from './visit.ts'

const screenshots = process.env.LIVE_SCREENSHOTS

const browser = openedForAll(launchBrowser)
const world = openedForEach(() => openLiveWorld({ accounts: { signUp: 'open' } }))

const wide = { width: 1024, height: 768 }

const looks: Readonly<Record<string, BrowserContextOptions>> = {
  light: { viewport: wide, colorScheme: 'light' },
  dark: { viewport: wide, colorScheme: 'dark' },
  narrow: { viewport: { width: 320, height: 640 } },
}

describe.each(Object.entries(looks))('%s', (look, options) => {
  test('no page of the server shuts anybody out, is cut off, or has anything blocked (WCAG 2.2 AA)', async () => {
    const complaints: string[] = []
    let page = await openVisit(browser, { ...options, complaints })
    for (const { name, heading, opensApp, go } of tour) {
      await go(page, world)
      const { scrollWidth, clientWidth } = await measureWidths(page)
      if (screenshots !== undefined) await shoot(page, join(screenshots, look), name)
      expect({
        name,
        heading: await page.locator('h1').innerText(),
        violations: await findViolations(page),
        scrollWidth,
        complaints,
      }).toEqual({ name, heading, violations: [], scrollWidth: clientWidth, complaints: [] })
      if (opensApp) page = await openTab(page.context(), complaints)
    }
    await page.context().close()
  }, 120_000)
})

describe('with nothing but a keyboard', () => {
  test('one signs in and allows, in the order in which things stand, and always sees where one is (WCAG 2.4.3, 2.4.7)', async () => {
    const page = await openVisit(browser)
    await page.goto(world.authorizeUrl({ scope: 'openid books:read books:write' }))
    expect(await tabThrough(page, 'sign-in-cancel')).toEqual([
      'username',
      'password',
      'Show password',
      'sign-in',
      'sign-in-cancel',
    ])
    await page.locator('#username').focus()
    await page.keyboard.type(alice.username)
    await page.keyboard.press('Tab')
    await page.keyboard.type(alice.password)
    await page.keyboard.press('Enter')
    await page.locator('#consent-allow').waitFor()
    expect(await tabThrough(page, 'books:write')).toEqual(['books:read', 'books:write'])
    await page.keyboard.press('Space')
    expect(await tabThrough(page, 'consent-allow')).toEqual([
      'Not you? Switch account',
      'Full address',
      'consent-deny',
      'consent-allow',
    ])
    await page.keyboard.press('Enter')
    await page.waitForURL(world.landing)
    await page.goto(world.authorizeUrl({ scope: 'openid books:read books:write' }))
    expect(await page.getByRole('checkbox', { name: 'Change your books' }).count()).toBe(1)
    expect(await page.locator('section', { hasText: 'It can already' }).innerText()).toContain(
      'See your books',
    )
    await page.context().close()
  })

  test('a wrong password is read out at once, and leads to the field (WCAG 3.3.1, 4.1.3)', async () => {
    const page = await openVisit(browser)
    await page.goto(world.authorizeUrl())
    await signIn(page, { ...alice, password: 'wrong' })
    await page.locator('#error-summary:focus').waitFor()
    expect(await page.title()).toMatch(/^Error: /)
    expect(await page.locator('#error-summary').getAttribute('role')).toBe('alert')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('username')
    expect(await page.locator('#username').inputValue()).toBe(alice.username)
    expect(await page.locator('#password').inputValue()).toBe('')
    await page.context().close()
  })
})

describe('a password manager', () => {
  test('finds the fields of each form by their purpose, and may paste into them (WCAG 1.3.5, 3.3.8)', async () => {
    const page = await openVisit(browser)
    await page.goto(world.authorizeUrl())
    expect(await purposesOf(page)).toEqual({ username: 'username', password: 'current-password' })
    await paste(page, '#password', 'a pasted password')
    expect(await page.locator('#password').inputValue()).toBe('a pasted password')
    await page.locator('a[href*="sign-up"]').click()
    expect(await purposesOf(page)).toEqual({ username: 'username', name: 'name', password: 'new-password' })
    expect(await page.locator('#password').getAttribute('passwordrules')).toBe('minlength: 15;')
    await paste(page, '#password', 'a pasted password')
    expect(await page.locator('#password').inputValue()).toBe('a pasted password')
    await page.context().close()
  })

  test('sees whom the password belongs to when somebody proves themselves again', async () => {
    const page = await openVisit(browser)
    await page.goto(world.issuer)
    await signIn(page, alice)
    await page.locator('#sign-out').waitFor()
    await page.goto(world.authorizeUrl({ prompt: 'login' }))
    expect(await purposesOf(page)).toEqual({ username: 'username', password: 'current-password' })
    expect(await page.locator('#username').inputValue()).toBe(alice.username)
    expect(await page.locator('#username').isEditable()).toBe(false)
    await page.context().close()
  })
})

/** Presses Tab until the focus is at `last`, and tells where it was; each of these must have shown it. */
async function tabThrough(page: Page, last: string): Promise<string[]> {
  const path: string[] = []
  while (path.at(-1) !== last && path.length < 20) {
    await page.keyboard.press('Tab')
    const { name, outline } = await focused(page)
    expect(outline, `${name} shows that it has the focus`).toBe('solid 2px')
    path.push(name)
  }
  return path
}

async function focused(page: Page): Promise<{ name: string; outline: string }> {
  return page.evaluate(() => {
    const element = document.activeElement ?? document.body
    const { outlineStyle, outlineWidth } = getComputedStyle(element)
    const value = element.getAttribute('type') === 'checkbox' ? element.getAttribute('value') : undefined
    const name = element.id || value || element.getAttribute('aria-label') || element.textContent
    return { name, outline: `${outlineStyle} ${outlineWidth}` }
  })
}

async function purposesOf(page: Page): Promise<Record<string, string>> {
  const fields = page.locator('form input:visible')
  const found = await fields.evaluateAll((inputs) =>
    inputs.map((input) => [input.id, input.getAttribute('autocomplete') ?? '']),
  )
  return Object.fromEntries(found)
}

async function paste(page: Page, selector: string, text: string): Promise<void> {
  await page.locator(selector).focus()
  await page.evaluate((pasted) => {
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/plain', pasted)
    const event = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true })
    const isAllowed = document.activeElement?.dispatchEvent(event) ?? false
    if (isAllowed) document.execCommand('insertText', false, pasted)
  }, text)
}

async function shoot(page: Page, folder: string, name: string): Promise<void> {
  mkdirSync(folder, { recursive: true })
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true })
}
