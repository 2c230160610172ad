import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type GalleryServer, startGalleryServer } from './gallery-server.ts'
import { launchBrowser } from './launch-browser.ts'

let browser: Browser
let server: GalleryServer

beforeAll(async () => {
  ;[browser, server] = await Promise.all([launchBrowser(), startGalleryServer()])
})

afterAll(async () => {
  await browser?.close()
  server?.close()
})

async function openExample(example: string, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ timezoneId: 'Europe/Berlin', ...options })
  const page = await context.newPage()
  await page.goto(server.urlOf(example, 'en'))
  return page
}

describe('with the script', () => {
  test('a password can be looked at, and is hidden again before it is sent', async () => {
    const page = await openExample('sign-in empty')
    const password = page.locator('#password')
    const reveal = page.getByRole('button', { name: 'Show password' })
    await password.fill('correct horse')
    await reveal.click()
    expect(await password.getAttribute('type')).toBe('text')
    expect(await reveal.getAttribute('aria-pressed')).toBe('true')
    await page.locator('#username').fill('ada')
    await page.locator('#sign-in').click()
    expect(await password.getAttribute('type')).toBe('password')
    await page.context().close()
  })

  test('the focus starts at what is wrong', async () => {
    const page = await openExample('sign-in wrong credentials')
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('error-summary')
    await page.context().close()
  })

  test.each([
    ['sign-in signed up', 'password'],
    ['sign-in again', 'password'],
    ['sign-in empty', ''],
  ])(
    'the focus of the page "%s" starts at "%s", as a known person types a password only',
    async (name, id) => {
      const page = await openExample(name)
      expect(await page.evaluate(() => document.activeElement?.id)).toBe(id)
      await page.context().close()
    },
  )

  test('a time is in the zone of the reader, and in UTC in its title', async () => {
    const page = await openExample('sign-in locked')
    const time = page.locator('time')
    expect(await time.textContent()).toMatch(/^10:30.AM$/)
    expect(await time.getAttribute('title')).toMatch(/^9:30.AM UTC$/)
    await page.context().close()
  })

  test('an impatient finger sends a form once, and the button stays enabled', async () => {
    const page = await openExample('consent verified')
    const before = server.posts.length
    const answered = page.waitForResponse((response) => response.request().method() === 'POST')
    await page.locator('#consent-allow').dblclick()
    await answered
    await page.locator('#consent-allow').click()
    await page.evaluate(() => fetch('/', { method: 'POST', body: 'end' }))
    expect(server.posts.slice(before)).toEqual(['csrf=c3Jm&transaction=dHg&action=allow', 'end'])
    expect(await page.locator('#consent-allow').isEnabled()).toBe(true)
    await page.context().close()
  })

  test('Enter in the password field signs in rather than cancels', async () => {
    const page = await openExample('sign-in empty')
    await page.locator('#username').fill('ada')
    await page.locator('#password').fill('correct horse')
    const posted = page.waitForRequest((request) => request.method() === 'POST')
    await page.locator('#password').press('Enter')
    expect((await posted).postData()).toContain('action=sign-in')
    await page.context().close()
  })

  test('Cancel asks for no fields', async () => {
    const page = await openExample('sign-in empty')
    const posted = page.waitForRequest((request) => request.method() === 'POST')
    await page.locator('#sign-in-cancel').click()
    expect((await posted).postData()).toContain('action=cancel')
    await page.context().close()
  })
})

describe('without scripts', () => {
  const plain = { javaScriptEnabled: false }

  test('a button that could do nothing is not there', async () => {
    const page = await openExample('sign-in empty', plain)
    expect(await page.locator('[data-reveal]').isVisible()).toBe(false)
    await page.context().close()
  })

  test('a form_post waits for its button, which sends every field (FP-03)', async () => {
    const page = await openExample('form-post', plain)
    await page.context().route('https://books.example/**', (route) => route.fulfill({ status: 204 }))
    const posted = page.waitForRequest((request) => request.method() === 'POST')
    await page.locator('#form-post').click()
    expect((await posted).postData()).toBe('code=c&state=s&iss=https%3A%2F%2Fid.example')
    await page.context().close()
  })

  test('the person can be someone else: each account is a button', async () => {
    const page = await openExample('choose-account', plain)
    const posted = page.waitForRequest((request) => request.method() === 'POST')
    await page.getByRole('button', { name: 'grace@navy.example' }).click()
    expect((await posted).postData()).toContain('session=s2')
    await page.context().close()
  })
})
