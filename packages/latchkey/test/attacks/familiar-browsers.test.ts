import { beforeEach, describe, expect, test } from 'vitest'
import type { Accounts } from '../../src/ports/accounts.ts'
import { createMemoryStorage } from '../../src/storage/memory/memory-storage.ts'
import { readForm, type ScriptedBrowser } from '../../src/testing/scripted-browser.ts'
import { authorizeFully, signInAs, type World } from '../fixtures/server-without-network.ts'
import { openOwnWorld } from '../fixtures/use-world.ts'
import { wrapStores } from '../fixtures/wrap-stores.ts'
import { browserAt } from './at-address.ts'

const alice = 'alice@example.test'
const cookie = '__Host-latchkey-familiar'
/** Where Alice signs in; the guessers are elsewhere. */
const home = '192.0.2.1'
const minutes = (count: number) => count * 60

/** Few tries, so that few passwords are hashed. */
const limits = { passwordAttemptsPerAccountAndAddress: 3, passwordAttemptsPerAccount: 4 }

let world: World
beforeEach(async () => {
  world = await openOwnWorld({ limits })
})

/** Tries a password; answers the status of the page that follows, 200 for one that is right. */
async function attempt(browser: ScriptedBrowser, password = 'wrong', username = alice): Promise<number> {
  return (await signInAs(browser, await browser.open('/sign-in?notice=signed_up'), username, password)).status
}

/** A browser at this address in which these people have signed in. */
async function familiarTo(address: string, ...people: readonly string[]): Promise<ScriptedBrowser> {
  const browser = browserAt(world, address)
  for (const person of people)
    expect(await attempt(browser, person === alice ? 'wonderland' : 'builder', person)).toBe(200)
  return browser
}

/** A browser at another address with a copy of the cookie alone. */
function thiefOf(browser: ScriptedBrowser, address = '203.0.113.66'): ScriptedBrowser {
  const thief = browserAt(world, address)
  thief.cookies.set(cookie, browser.cookies.get(cookie) ?? 'none')
  return thief
}

/** Wrong passwords from several networks, until no more are looked at. */
async function lockOut({ username = alice, networks = 2, each = 3 } = {}): Promise<readonly number[]> {
  const statuses: number[] = []
  for (let network = 0; network < networks; network += 1)
    for (let guess = 0; guess < each; guess += 1)
      statuses.push(await attempt(browserAt(world, `198.51.100.${network}`), 'wrong', username))
  return statuses
}

async function eventsNamed(name: string) {
  return (await world.server.events.list({ limit: 500 })).filter((event) => event.name === name)
}

describe('wrong passwords from ten networks (C-87)', () => {
  test('keep nobody out of a browser in which they have signed in before', async () => {
    world = await openOwnWorld({ limits: { ...limits, passwordAttemptsPerAccount: 30 } })
    const browser = await familiarTo(home, alice)
    const statuses = await lockOut({ networks: 11 })
    expect(statuses.filter((status) => status === 422)).toHaveLength(30)
    expect(await attempt(browserAt(world, home), 'wonderland'), 'a browser that is new').toBe(429)
    expect(await attempt(browser, 'wrong')).toBe(422)
    expect(await attempt(browser, 'wonderland')).toBe(200)
    expect(await attempt(browser, 'wonderland'), 'with its next cookie').toBe(200)
  })

  test('make one event that names the account, so that somebody can tell its owner', async () => {
    await lockOut()
    const until = world.clock.now() + minutes(15)
    expect(await eventsNamed('account.locked_out')).toMatchObject([
      { outcome: 'failure', accountId: 'alice-id', detail: { until } },
    ])
    const [locked] = await eventsNamed('account.sign_in_locked')
    expect(locked?.reason).toBe('account')
    expect((await eventsNamed('account.sign_in_failed'))[0]?.accountId).toBe('alice-id')
  })

  test('say the same at an account that does not exist, and make no such event (C-89)', async () => {
    const statuses = { existing: await lockOut(), invented: [] as readonly number[] }
    const events = await eventsNamed('account.locked_out')
    world.clock.advance(minutes(15))
    statuses.invented = await lockOut({ username: 'nobody@example.test' })
    expect(statuses.invented).toEqual(statuses.existing)
    expect(await eventsNamed('account.locked_out')).toEqual(events)
    const pageOf = async (username: string) => {
      const browser = browserAt(world, home)
      return (await signInAs(browser, await browser.open('/sign-in'), username, 'wrong')).html
    }
    await lockOut()
    const [existing, invented] = [await pageOf(alice), await pageOf('nobody@example.test')]
    expect(existing).toContain('Too many tries')
    expect(existing).toContain('or now in a browser in which you have signed in before')
    expect(invented).toContain('or now in a browser in which you have signed in before')
  })
})

describe('a browser in which somebody has signed in', () => {
  test('has ten tries of its own in each window, which count nowhere else', async () => {
    const browser = await familiarTo(home, alice)
    for (let guess = 0; guess < 10; guess += 1) expect(await attempt(browser)).toBe(422)
    const page = await signInAs(browser, await browser.open('/sign-in?notice=signed_up'), alice, 'wonderland')
    expect(page.status).toBe(429)
    expect(page.headers.get('retry-after')).toBe('900')
    expect(page.html).not.toContain('signed in before')
    expect(await attempt(browserAt(world, home), 'wonderland'), 'another browser of that address').toBe(200)
    world.clock.advance(minutes(15))
    expect(await attempt(browser, 'wonderland')).toBe(200)
  })

  test('is out of the reach of an office that has used up its address', async () => {
    world = await openOwnWorld({ limits: { passwordAttemptsPerAddress: 3 } })
    const browser = await familiarTo(home, alice)
    for (let name = 0; name < 3; name += 1) await attempt(browserAt(world, home), 'wrong', `p${name}@x.test`)
    expect(await attempt(browserAt(world, home), 'wonderland')).toBe(429)
    expect(await attempt(browser, 'wonderland')).toBe(200)
  })

  test('is worth no more than ten tries to who steals its cookie, also all at once', async () => {
    const thief = thiefOf(await familiarTo(home, alice))
    await lockOut()
    const page = await thief.open('/sign-in')
    const guesses = Array.from({ length: 30 }, () => signInAs(thief, page, alice, 'wrong'))
    const statuses = (await Promise.all(guesses)).map(({ status }) => status)
    expect(statuses.filter((status) => status === 422)).toHaveLength(10)
  })

  test('makes a stolen copy worthless when its owner signs in again', async () => {
    const browser = await familiarTo(home, alice)
    const thief = thiefOf(browser)
    await attempt(browser, 'wonderland')
    await lockOut()
    expect(await attempt(thief)).toBe(429)
    expect(await attempt(browser, 'wonderland')).toBe(200)
  })

  test('is familiar to several people, and to each of them alone', async () => {
    const browser = await familiarTo(home, alice, 'bob@example.test')
    await lockOut()
    expect(await attempt(browser, 'wonderland')).toBe(200)
    for (let guess = 0; guess < 10; guess += 1) await attempt(browser)
    expect(await attempt(browser, 'wonderland')).toBe(429)
    expect(await attempt(browser, 'builder', 'bob@example.test')).toBe(200)
    expect(await attempt(thiefOf(await familiarTo(home, 'bob@example.test')), 'wonderland', alice)).toBe(429)
  })

  test('is one of five: the sixth takes the place of the one unused longest', async () => {
    const first = await familiarTo(home, alice)
    const second = await familiarTo(home, alice)
    for (let count = 3; count <= 6; count += 1) await familiarTo(home, alice)
    await lockOut()
    expect(await attempt(first, 'wonderland')).toBe(429)
    expect(await attempt(second, 'wonderland')).toBe(200)
  })

  test('is forgotten after the lifetime in the settings, and none is remembered where none is to be', async () => {
    world = await openOwnWorld({ limits, lifetimes: { familiarBrowserSeconds: 3600 } })
    const browser = await familiarTo(home, alice)
    world.clock.advance(3600)
    await lockOut()
    expect(await attempt(browser, 'wonderland')).toBe(429)
    world = await openOwnWorld({ limits: { ...limits, familiarBrowsersPerAccount: 0 } })
    expect((await familiarTo(home, alice)).cookies.has(cookie)).toBe(false)
    await lockOut()
    const stranger = browserAt(world, home)
    const page = await signInAs(stranger, await stranger.open('/sign-in'), alice, 'wrong')
    expect([page.status, page.html.includes('signed in before')]).toEqual([429, false])
  })

  test('is not known for decades because a clock was decades ahead', async () => {
    const ahead = 70 * 365 * 86_400
    world.clock.advance(ahead)
    const browser = await familiarTo(home, alice)
    world.clock.advance(-ahead)
    await lockOut()
    expect(await attempt(browser, 'wonderland')).toBe(429)
  })

  test('keeps a cookie that scripts and other hosts cannot touch, and that tells nobody who it was', async () => {
    const browser = browserAt(world, home)
    const page = await browser.open('/sign-in')
    const headers = { origin: world.server.issuer, 'sec-fetch-site': 'same-origin' }
    const body = new URLSearchParams(readForm(page, 'sign-in').fields.map(([name, value]) => [name, value]))
    for (const [name, value] of Object.entries({ username: alice, password: 'wonderland' }))
      body.set(name, value)
    const request = new Request(`${world.server.issuer}/sign-in`, { method: 'POST', headers, body })
    request.headers.set('cookie', [...browser.cookies].map((pair) => pair.join('=')).join('; '))
    const cookies = (await world.server.fetch(request)).headers.getSetCookie()
    const [familiar] = cookies.filter((each) => each.startsWith(cookie))
    expect(familiar).toMatch(
      /^__Host-latchkey-familiar=[\w-]+; Max-Age=17280000; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    )
    expect(Buffer.from(familiar?.split(/[=;]/)[1] ?? '', 'base64url').toString('latin1')).not.toContain(
      'alice',
    )
  })

  test('costs a browser that has not signed in nothing, and one that has a single read', async () => {
    const verbs: string[] = []
    const storage = wrapStores(createMemoryStorage(), (verb, call) => {
      if (verb.startsWith('familiarBrowsers')) verbs.push(verb)
      return call()
    })
    world = await openOwnWorld({ storage })
    const browser = browserAt(world, home)
    await attempt(browser)
    expect(verbs).toEqual([])
    await attempt(browser, 'wonderland')
    expect(verbs.splice(0)).toEqual(['familiarBrowsers.remember'])
    await authorizeFully(browser)
    expect(verbs).toEqual([])
    await attempt(browser)
    expect(verbs).toEqual(['familiarBrowsers.find'])
  })

  test('is not believed when its cookie is made up or damaged', async () => {
    const browser = await familiarTo(home, alice)
    await lockOut()
    const value = browser.cookies.get(cookie) ?? ''
    for (const forged of ['', 'x', value.slice(1), `${value}A`, `${value}.${value}`]) {
      browser.cookies.set(cookie, forged)
      expect(await attempt(browser, 'wonderland'), forged).toBe(429)
    }
  })
})

describe('the browsers of an account are forgotten', () => {
  test.each<[string, (accounts: World['server']['accounts']) => Promise<unknown>]>([
    ['with its password', (accounts) => accounts.setPassword('alice-id', 'wonderland')],
    ['when it is signed out everywhere', (accounts) => accounts.signOutEverywhere('alice-id')],
    [
      'when it is disabled',
      async (accounts) => {
        await accounts.update('alice-id', { disabled: true })
        await accounts.update('alice-id', { disabled: false })
      },
    ],
    [
      'with its name, under which somebody else may come',
      async (accounts) => {
        await accounts.update('alice-id', { username: 'alison@example.test' })
        await accounts.create({ username: alice, password: 'wonderland' })
      },
    ],
    [
      'when it is removed',
      async (accounts) => {
        await accounts.remove('alice-id')
        await accounts.create({ id: 'alice-id', username: alice, password: 'wonderland' })
      },
    ],
  ])('%s', async (_, change) => {
    const browser = await familiarTo(home, alice)
    await change(world.server.accounts)
    await lockOut()
    expect(await attempt(browser, 'wonderland')).toBe(429)
  })
})

describe('accounts of an embedder', () => {
  const account = { id: 'ada-id', username: 'ada', disabled: false, claims: {} }
  const accounts: Accounts = {
    signIn: async ({ password }) =>
      password === 'wonderland'
        ? { outcome: 'authenticated', account, amr: ['pwd'] }
        : { outcome: 'wrong_credentials' },
    find: async () => account,
  }

  test('know no browser of a sign-in that the change of a password overtook (ASVS 7.4.3)', async () => {
    const storage = createMemoryStorage()
    const overtaken: Accounts = {
      ...accounts,
      signIn: async () => ({
        outcome: 'authenticated',
        account,
        amr: ['pwd'],
        isStillCurrent: async () => false,
      }),
    }
    world = await openOwnWorld({ accounts: overtaken, users: undefined, storage })
    const browser = browserAt(world, home)
    expect(await attempt(browser, 'wonderland')).toBe(422)
    expect(browser.cookies.has(cookie)).toBe(false)
    expect(await storage.familiarBrowsers.find('ada-id', world.clock.now())).toEqual([])
  })

  test('know their browsers too, and forget them when they are signed out everywhere', async () => {
    world = await openOwnWorld({ accounts, users: undefined, limits })
    const browser = await familiarTo(home, alice)
    await lockOut()
    expect(await attempt(browser, 'wonderland')).toBe(200)
    await world.server.accounts.signOutEverywhere('ada-id')
    expect(await attempt(browser, 'wonderland')).toBe(429)
  })

  test('make the event that names a locked account, if they say which it is', async () => {
    const naming: Accounts = {
      ...accounts,
      signIn: async () => ({ outcome: 'wrong_credentials', accountId: 'ada-id' }),
    }
    world = await openOwnWorld({ accounts: naming, users: undefined, limits })
    await lockOut()
    expect(await eventsNamed('account.locked_out')).toMatchObject([{ accountId: 'ada-id' }])
    expect((await eventsNamed('account.sign_in_failed'))[0]?.accountId).toBe('ada-id')
  })
})
