/** What can be said of any page in a browser: does it shut somebody out, is something cut off. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/**
 * What axe finds wrong, each with the elements that it is about. The page's scripts must be allowed to run.
 */
export async function findViolations(page: Page): Promise<string[]> {
  await waitForStyles(page)
  // Through the debugger, as the page's own policy would not let it in.
  const session = await page.context().newCDPSession(page)
  await session.send('Runtime.evaluate', { expression: axeSource })
  const { result } = await session.send('Runtime.evaluate', {
    // The rules of WCAG 2.2 alone are off by default.
    expression:
      'axe.run(document, { resultTypes: ["violations"], rules: { "target-size": { enabled: true } } })',
    awaitPromise: true,
    returnByValue: true,
  })
  await session.detach()
  const { violations } = result.value as AxeResults
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
}

/** CSS pixels; the first is greater when the page scrolls sideways (WCAG 2.2, 1.4.10). */
export async function measureWidths(page: Page): Promise<{ scrollWidth: number; clientWidth: number }> {
  await waitForStyles(page)
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement
    return { scrollWidth, clientWidth }
  })
}

/**
 * A page's words can be found before its stylesheet has come. To axe it then stands on white, as it takes the
 * ground of a page without one for white in the dark too. The page's load event is no help: it never comes to
 * a page that sends a form at once.
 */
async function waitForStyles(page: Page): Promise<void> {
  const areThere = () =>
    page.evaluate(() =>
      [...document.querySelectorAll<HTMLLinkElement>('link[rel=stylesheet]')].every(({ sheet }) => sheet),
    )
  // Asked from here, as the page's own timers do not run where scripts are forbidden.
  while (!(await areThere()));
}

/** Requires that the page shuts nobody out, dark or light, and does not scroll sideways. */
export async function requireDecent(page: Page): Promise<void> {
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme })
    assert.deepEqual(await findViolations(page), [])
  }
  const { scrollWidth, clientWidth } = await measureWidths(page)
  assert.equal(scrollWidth, clientWidth)
}
