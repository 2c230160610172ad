import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { gallery } from '../pages/gallery.ts'
import { type GalleryServer, startGalleryServer } from './gallery-server.ts'
import { findViolations, measureWidths } from './inspect-page.ts'
import { launchBrowser } from './launch-browser.ts'

const screenshots = process.env.GALLERY_SCREENSHOTS

let browser: Browser
let server: GalleryServer

beforeAll(async () => {
  ;[browser, server] = await Promise.all([launchBrowser(), startGalleryServer()])
}, 60_000)

afterAll(async () => {
  await browser?.close()
  server?.close()
})

interface Look {
  readonly name: string
  readonly locale: string
  readonly options: BrowserContextOptions
}

const CLIENT = /^https:\/\/books\.example\//

const WIDE = { width: 1024, height: 768 }
/** WCAG 2.2, 1.4.10. */
const NARROW = { width: 320, height: 640 }

const looks: readonly Look[] = [
  { name: 'light', locale: 'en', options: { viewport: WIDE, colorScheme: 'light' } },
  { name: 'dark', locale: 'en', options: { viewport: WIDE, colorScheme: 'dark' } },
  { name: 'narrow', locale: 'de', options: { viewport: NARROW, colorScheme: 'light' } },
  { name: 'right to left', locale: 'ar', options: { viewport: NARROW, colorScheme: 'dark' } },
  { name: 'forced colours', locale: 'en', options: { viewport: WIDE, forcedColors: 'active' } },
  {
    name: 'without scripts',
    locale: 'en',
    options: { viewport: WIDE, colorScheme: 'light', javaScriptEnabled: false },
  },
]

describe.each(looks)('$name', ({ name, locale, options }) => {
  test('every page is there whole: no accessibility violation, nothing blocked, nothing cut off', async () => {
    const page = await openPage(options)
    const complaints: string[] = []
    page.on('console', (message) => {
      const text = message.text()
      // Nobody pressed a button before: Chromium 156 leaves it to the link on the page, which works.
      const isGestureMissing = text.startsWith("Not allowed to launch 'com.example.books:")
      if (message.type() === 'error' && !isGestureMissing) complaints.push(text)
    })
    page.on('pageerror', (error) => complaints.push(String(error)))
    for (const example of gallery) {
      await open(page, example.name, { locale, scripts: options.javaScriptEnabled !== false })
      await page.evaluate(() => {
        for (const details of document.querySelectorAll('details')) details.open = true
      })
      if (screenshots !== undefined) await shoot(page, join(screenshots, name), example.name)
      const found = options.javaScriptEnabled === false ? [] : await findViolations(page)
      const { scrollWidth, clientWidth } = await measureWidths(page)
      expect({ example: example.name, found, complaints, scrollWidth }).toEqual({
        example: example.name,
        found: [],
        complaints: [],
        scrollWidth: clientWidth,
      })
    }
    await page.context().close()
  }, 120_000)
})

/** A page whose ways out to clients lead nowhere: the browser stays where it is. */
async function openPage(options: BrowserContextOptions): Promise<Page> {
  const context = await browser.newContext({
    timezoneId: 'Europe/Berlin',
    reducedMotion: 'reduce',
    ...options,
  })
  await context.route(CLIENT, (route) => route.fulfill({ status: 204 }))
  return context.newPage()
}

/**
 * A form_post answer sends itself before the page has loaded to its end, so the sending is what to wait for.
 */
async function open(page: Page, example: string, look: { locale: string; scripts: boolean }): Promise<void> {
  const url = server.urlOf(example, look.locale)
  if (example !== 'form-post' || !look.scripts) {
    await page.goto(url)
    return
  }
  await Promise.all([page.waitForRequest(CLIENT), page.goto(url, { waitUntil: 'commit' })])
}

async function shoot(page: Page, folder: string, name: string): Promise<void> {
  mkdirSync(folder, { recursive: true })
  await page.screenshot({ path: join(folder, `${name.replaceAll(' ', '-')}.png`), fullPage: true })
}
