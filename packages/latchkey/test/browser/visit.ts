/** What a person does on our pages, in a real browser. */
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'

export const alice = { username: 'alice@example.test', password: 'wonderland' }
export const bob = { username: 'bob@example.test', password: 'builder' }

/**
 * A page of a browser that nobody used before. What a policy blocked, and what a script threw, is added to
 * `complaints`.
 */
export async function openVisit(
  browser: Browser,
  { complaints = [], ...options }: BrowserContextOptions & { readonly complaints?: string[] } = {},
): Promise<Page> {
  const context = await browser.newContext({
    timezoneId: 'Europe/Berlin',
    reducedMotion: 'reduce',
    ...options,
  })
  context.setDefaultTimeout(10_000)
  return openTab(context, complaints)
}

/** Another tab of the same browser. */
export async function openTab(context: BrowserContext, complaints: string[] = []): Promise<Page> {
  const page = await context.newPage()
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('console', (message) => {
    const text = message.text()
    // That an answer has a status above 399 is said there too, and is no complaint. `[DOM]` is Chromium's
    // advice on forms.
    const isStatus = text.startsWith('Failed to load resource')
    if (text.startsWith('[DOM]') || (message.type() === 'error' && !isStatus)) complaints.push(text)
  })
  return page
}

export async function signIn(page: Page, person: { readonly username: string; readonly password: string }) {
  await page.locator('#username').fill(person.username)
  await page.locator('#password').fill(person.password)
  await page.locator('#sign-in').click()
}
