import type { ServerResponse } from 'node:http'
import { describe, expect, test } from 'vitest'
import { defaultPages } from '../../src/pages/default-pages.ts'
import { openedForAll, openedForEach } from '../fixtures/opened.ts'
import { launchBrowser } from './launch-browser.ts'
import { openLiveWorld } from './live-world.ts'
import { alice, openVisit, signIn } from './visit.ts'

const browser = openedForAll(launchBrowser)

/** A proxy that sends `Referrer-Policy: no-referrer` in place of ours, as many a hardening guide says. */
function hideReferrers(res: ServerResponse): void {
  const writeHead = res.writeHead.bind(res) as (status: number) => ServerResponse
  res.writeHead = ((status: number) => {
    res.setHeader('Referrer-Policy', 'no-referrer')
    return writeHead(status)
  }) as ServerResponse['writeHead']
}

/** A sign-in page of the operator's own, without what ours says about referrers. */
const bare: typeof defaultPages.signIn = (view, frame) =>
  defaultPages.signIn(view, frame).replace('<meta name="referrer" content="same-origin"/>', '')

describe.each([
  { pages: 'ours', changes: {}, origin: 'own' },
  // Chromium sends null then, and says in Sec-Fetch-Site that the form is our own.
  { pages: 'the operator’s own', changes: { pages: { signIn: bare } }, origin: 'null' },
])('behind a proxy that sets Referrer-Policy: no-referrer, with pages that are $pages', (row) => {
  const world = openedForEach(() => openLiveWorld(row.changes, hideReferrers))

  test('people sign in (Fetch §3.1; Fetch Metadata §2.3)', async () => {
    const page = await openVisit(browser)
    const first = await page.goto(world.authorizeUrl())
    expect(first?.headers()['referrer-policy']).toBe('no-referrer')
    await signIn(page, alice)
    await page.locator('#consent-allow').click()
    await page.waitForURL(world.landing)
    expect(world.callbacks[0]?.parameters.get('code')).toBeTruthy()
    const [posted] = world.requests.filter(({ path, method }) => method === 'POST' && path === '/sign-in')
    expect(posted?.origin).toBe(row.origin === 'own' ? world.issuer : row.origin)
    await page.context().close()
  })
})
