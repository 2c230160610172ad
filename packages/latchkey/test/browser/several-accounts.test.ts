import { decodeJwt } from 'jose'
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { openedForAll, openedForEach } from '../fixtures/opened.ts'
import { appSecret, basic, redeem } from '../fixtures/server-without-network.ts'
import { launchBrowser } from './launch-browser.ts'
import { openLiveWorld } from './live-world.ts'
import { alice, bob, openVisit, signIn } from './visit.ts'

const browser = openedForAll(launchBrowser)
const world = openedForEach(openLiveWorld)

describe.each([true, false])('scripts allowed: %s', (javaScriptEnabled) => {
  test('who is not the one on the consent page signs in as themselves, and the code is theirs', async () => {
    const page = await openVisit(browser, { javaScriptEnabled })
    await page.goto(world.authorizeUrl())
    await signIn(page, alice)
    expect(await accountOn(page)).toContain('Alice Liddell')
    await page.getByRole('link', { name: 'Not you? Switch account' }).click()
    await page.getByRole('link', { name: 'Use another account' }).click()
    await signIn(page, bob)
    expect(await accountOn(page)).toContain('Bob')
    expect(await allow(page)).toBe('bob-id')
    await page.context().close()
  })

  test('two who are both signed in take turns without a password, each with their own consent', async () => {
    const page = await openVisit(browser, { javaScriptEnabled })
    for (const person of [alice, bob]) {
      await page.goto(`${world.issuer}/sign-in`)
      await signIn(page, person)
      await page.locator('#sign-out').waitFor()
    }
    for (const [name, id] of [
      ['Alice Liddell', 'alice-id'],
      ['Bob', 'bob-id'],
    ] as const) {
      await page.goto(world.authorizeUrl({ prompt: 'select_account' }))
      await page.getByRole('button', { name }).click()
      expect(await accountOn(page)).toContain(name)
      expect(await allow(page)).toBe(id)
    }
    await page.goto(world.authorizeUrl({ prompt: 'select_account' }))
    await page.getByRole('button', { name: 'Alice Liddell' }).click()
    await page.waitForURL(world.landing)
    expect(await subjectOfLastCode()).toBe('alice-id')
    await page.context().close()
  })
})

test('a consent page of one account allows nothing for another who has signed in since, and leads on', async () => {
  const first = await openVisit(browser)
  await first.goto(world.authorizeUrl())
  await signIn(first, alice)
  await first.locator('#consent-allow').waitFor()
  const second = await first.context().newPage()
  await second.goto(`${world.issuer}/sign-in`)
  await signIn(second, bob)
  await second.locator('#sign-out').waitFor()
  await first.locator('#consent-allow').click()
  expect(await first.locator('h1').textContent()).toBe('Another account is signed in now')
  await first.getByRole('link', { name: 'Choose an account' }).click()
  await first.getByRole('button', { name: 'Bob' }).click()
  expect(await accountOn(first)).toContain('Bob')
  expect(world.callbacks).toEqual([])
  await first.context().close()
})

async function accountOn(page: Page): Promise<string> {
  await page.locator('#consent-allow').waitFor()
  return page.locator('dl.facts > div', { hasText: 'Your account' }).innerText()
}

async function allow(page: Page): Promise<unknown> {
  await page.locator('#consent-allow').click()
  await page.waitForURL(world.landing)
  return subjectOfLastCode()
}

async function subjectOfLastCode(): Promise<string | undefined> {
  const code = world.callbacks.at(-1)?.parameters.get('code') ?? ''
  const answer = await redeem(world.server, code, {}, basic('shop', appSecret))
  return decodeJwt((await answer.json()).id_token).sub
}
