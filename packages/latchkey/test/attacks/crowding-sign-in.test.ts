import { describe, expect, test } from 'vitest'
import type { Accounts } from '../../src/ports/accounts.ts'
import type { ScriptedBrowser, Visit } from '../../src/testing/scripted-browser.ts'
import { signInAs, type World } from '../fixtures/server-without-network.ts'
import { openOwnWorld } from '../fixtures/use-world.ts'
import { browserAt } from './at-address.ts'

const million = 1_000_000
/** No limit on tries: what holds here are turns alone. */
const unlimited = {
  passwordAttemptsPerAccountAndAddress: million,
  passwordAttemptsPerAccount: million,
  passwordAttemptsPerAddress: million,
  signUpsPerAddress: million,
}

interface Opened {
  readonly browser: ScriptedBrowser
  readonly page: Visit
}

async function openAt(world: World, address: string, path = '/sign-in'): Promise<Opened> {
  const browser = browserAt(world, address)
  return { browser, page: await browser.open(path) }
}

/** Posts this many sign-ins of Bob at once, with the right password, and counts those that are done. */
function crowd(opened: readonly Opened[], count: number) {
  const progress = { signedIn: 0, refused: 0 }
  const all = Array.from({ length: count }, async (_, index) => {
    const { browser, page } = opened[index % opened.length] as Opened
    const { status } = await signInAs(browser, page, 'bob@example.test', 'builder')
    if (status === 503) progress.refused += 1
    else progress.signedIn += 1
  })
  return { progress, all }
}

/** How many sign-ins of the crowd were done before Alice's, which came last. */
async function overtakenBy(world: World, addresses: readonly string[]): Promise<number> {
  const opened = await Promise.all(addresses.map((address) => openAt(world, address)))
  const alice = await openAt(world, '192.0.2.1')
  const { progress, all } = crowd(opened, 300)
  // Until the queue is as full as it gets.
  while (progress.refused < 150) await new Promise((resolve) => setImmediate(resolve))
  const before = progress.signedIn
  const visit = await signInAs(alice.browser, alice.page)
  const overtaken = progress.signedIn - before
  expect(visit.status).toBe(200)
  await Promise.all(all)
  expect(progress.signedIn + progress.refused).toBe(300)
  return overtaken
}

describe('whoever has an account and signs in hundreds of times at once', () => {
  test('from one address keeps nobody else waiting for more than a few hashes', async () => {
    const world = await openOwnWorld({ limits: unlimited })
    expect(await overtakenBy(world, ['203.0.113.9'])).toBeLessThanOrEqual(8)
  })

  test('from a hundred networks of one site does not either (RFC 6177 §2)', async () => {
    const world = await openOwnWorld({ limits: unlimited })
    const addresses = Array.from({ length: 100 }, (_, index) => `2001:db8:1:${index}::1`)
    expect(await overtakenBy(world, addresses)).toBeLessThanOrEqual(8)
  })

  test('from a hundred addresses anywhere does not either: it is one account', async () => {
    const world = await openOwnWorld({ limits: unlimited })
    const addresses = Array.from({ length: 100 }, (_, index) => `203.0.113.${index}`)
    expect(await overtakenBy(world, addresses)).toBeLessThanOrEqual(8)
  })
})

describe('who is refused because too many passwords are being checked', () => {
  test('is told to wait, finds the username again, and has used up no try (RFC 9110 §15.6.4)', async () => {
    const world = await openOwnWorld({ limits: { ...unlimited, passwordAttemptsPerAccount: 100 } })
    const { browser, page } = await openAt(world, '203.0.113.9')
    const pages: Visit[] = []
    const guesses = Array.from({ length: 100 }, async () => {
      pages.push(await signInAs(browser, page, 'alice@example.test', 'wrong'))
    })
    await Promise.all(guesses)
    const busy = pages.filter(({ status }) => status === 503)
    expect(busy.length).toBeGreaterThan(0)
    expect(busy[0]?.headers.get('retry-after')).toBe('5')
    expect(busy[0]?.html).toContain('value="alice@example.test"')
    expect(busy[0]?.html).toContain('your password was not checked')
    const more = Array.from({ length: busy.length }, () =>
      signInAs(browser, page, 'alice@example.test', 'wrong'),
    )
    expect((await Promise.all(more)).every(({ status }) => status === 422)).toBe(true)
    expect((await signInAs(browser, page, 'alice@example.test', 'wrong')).status).toBe(429)
  })

  test('finds a sign-up as it was typed, without the password, and may try as often as before', async () => {
    const limits = { ...unlimited, signUpsPerAddress: 90 }
    const world = await openOwnWorld({ accounts: { signUp: 'open' }, limits })
    const { browser, page } = await openAt(world, '203.0.113.9', '/sign-up')
    const form = (index: number) => ({
      username: `p${index}@example.test`,
      name: 'Somebody New',
      password: 'plum tractor sings softly',
    })
    const signUps = Array.from({ length: 90 }, (_, index) => browser.submit(page, 'sign-up', form(index)))
    const visits = await Promise.all(signUps)
    const busy = visits.filter(({ status }) => status === 503)
    expect(busy.length).toBeGreaterThan(0)
    expect(busy[0]?.headers.get('retry-after')).toBe('5')
    expect(busy[0]?.html).toContain('value="Somebody New"')
    expect(busy[0]?.html).not.toContain('plum tractor')
    expect((await browser.submit(page, 'sign-up', form(500))).status).toBe(200)
  })
})

test('an embedder’s function is asked in turns too', async () => {
  const ends: (() => void)[] = []
  const asked: string[] = []
  const account = { id: 'one', username: 'one', disabled: false, claims: {} }
  const accounts: Accounts = {
    async signIn({ username }) {
      asked.push(username)
      await new Promise<void>((resolve) => ends.push(resolve))
      return { outcome: 'authenticated', account, amr: ['pwd'] }
    },
    find: async () => account,
  }
  const world = await openOwnWorld({ accounts, users: undefined, limits: unlimited })
  const { all } = crowd([await openAt(world, '203.0.113.9')], 200)
  const alice = await openAt(world, '192.0.2.1')
  while (asked.length < 32) await new Promise((resolve) => setImmediate(resolve))
  const visit = signInAs(alice.browser, alice.page)
  const endOne = setInterval(() => ends.shift()?.(), 1)
  expect((await visit).status).toBe(200)
  expect(asked.indexOf('alice@example.test')).toBeLessThan(120)
  await Promise.all(all)
  clearInterval(endOne)
})
