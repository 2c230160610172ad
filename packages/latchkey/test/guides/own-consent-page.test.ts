import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Pages } from '../../src/index.ts'
import { toText, type Visit } from '../../src/testing/scripted-browser.ts'
import { expectRefusal, redeemAs, tokensOf } from '../fixtures/client-calls.ts'
import {
  authorizePath,
  booksApi,
  notesApi,
  openWorld,
  responseOf,
  signInAs,
  type World,
} from '../fixtures/server-without-network.ts'
import { writeGuideApp } from './guide-app.ts'

let world: World
beforeAll(async () => {
  const guide = writeGuideApp('extend')
  const { consent }: Pick<Pages, 'consent'> = await import(join(guide.folder, 'consent/page.ts'))
  await guide.remove()
  world = await openWorld({ pages: { consent } })
})
afterAll(() => world.close())

/** The page, for a request of scopes of one API and of another API without any. */
async function open(): Promise<{
  page: Visit
  submit: (button: string, values?: Record<string, string[]>) => Promise<Visit>
}> {
  const browser = world.browser()
  const resources = [booksApi, notesApi].map((uri) => `&resource=${encodeURIComponent(uri)}`).join('')
  const page = await signInAs(
    browser,
    await browser.open(authorizePath({ scope: 'openid books:read', prompt: 'consent' }) + resources),
  )
  return { page, submit: (button, values) => browser.submit(page, button, values) }
}

const codeOf = (visit: Visit) => responseOf(visit).get('code') ?? ''

describe('the consent page of the guide', () => {
  test('shows who asks, whose account it is, where the person goes, and every API', async () => {
    const text = toText((await open()).page.html)
    for (const fact of [
      'Acme App asks',
      'alice@example.test',
      'app.example.test',
      'See your books',
      'Use Notes on',
    ])
      expect(text).toContain(fact)
  })

  test('allows what is checked, and nothing else', async () => {
    const { submit } = await open()
    const code = codeOf(await submit('consent-allow', { scope: [] }))
    await expectRefusal(redeemAs(world, 'app', code, { resource: booksApi }), 'invalid_target')
    await tokensOf(redeemAs(world, 'app', code, { resource: notesApi }))
    const other = codeOf(await (await open()).submit('consent-allow', { resource: [] }))
    await expectRefusal(redeemAs(world, 'app', other, { resource: notesApi }), 'invalid_target')
    expect((await tokensOf(redeemAs(world, 'app', other, { resource: booksApi }))).scope).toBe('books:read')
  })

  test('denies', async () => {
    expect(responseOf(await (await open()).submit('consent-deny')).get('error')).toBe('access_denied')
  })
})
