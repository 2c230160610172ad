import { describe, expect, onTestFinished, test } from 'vitest'
import { createMemoryStorage } from '../../../src/storage/memory/memory-storage.ts'
import type { Visit } from '../../../src/testing/scripted-browser.ts'
import { refreshAs } from '../../fixtures/client-calls.ts'
import {
  authorizePath,
  openWorld,
  redeem,
  responseOf,
  signInAs,
} from '../../fixtures/server-without-network.ts'
import { useBrowser, useWorldPerTest } from '../../fixtures/use-world.ts'
import { expectClientError, expectCode, expectErrorPage, onwardOf, pathOf } from '../front-channel.ts'

const world = useWorldPerTest()
const browser = useBrowser(world)

const open = (changes: Record<string, string | undefined> = {}) => browser.open(authorizePath(changes))
const openConsent = async (changes: Record<string, string | undefined> = {}) =>
  signInAs(browser, await open(changes))
const allow = (page: Visit) => browser.submit(page, 'consent-allow')
const deny = (page: Visit) => browser.submit(page, 'consent-deny')
const statusOf = async (code: string) => (await redeem(world.server, code)).status

async function redeemed(visit: Visit) {
  const answer = await redeem(world.server, expectCode(visit))
  expect(answer.status).toBe(200)
  return answer.json()
}

/** The tokens of a grant that nothing has revoked. */
async function expectAlive(tokens: { refresh_token: string }): Promise<void> {
  expect((await refreshAs(world, 'app', tokens.refresh_token)).status).toBe(200)
}

function expectAlreadyAllowed(visit: Visit, path = authorizePath()): void {
  expectErrorPage(visit, 'You already allowed Acme App')
  expect(onwardOf(visit)).toEqual([
    ['Go to Acme App', 'https://app.example.test/'],
    ['Start again', path],
  ])
}

describe('Allow pressed twice, as the first answer never came', () => {
  test('answers as it did, and whichever code arrives is good', async () => {
    const page = await openConsent()
    const codes = [expectCode(await allow(page)), expectCode(await allow(page))]
    expect(responseOf(await allow(page)).get('state')).toBe('the-state')
    expect(await statusOf(codes[1] ?? '')).toBe(200)
  })

  test('answers with a form again where the app wants one, also when that page is loaded again', async () => {
    const page = await openConsent({ response_mode: 'form_post' })
    for (let press = 0; press < 3; press++) expect((await allow(page)).html).toContain('name="code"')
  })

  test('once the app has the tokens, says so and leads to the app, and the tokens still work', async () => {
    const page = await openConsent()
    const tokens = await redeemed(await allow(page))
    expectAlreadyAllowed(await allow(page))
    expectAlreadyAllowed(await browser.open(page.url))
    await expectAlive(tokens)
  })

  test('and both codes redeemed: the first wins, and the other one revokes nothing', async () => {
    for (const order of [
      [0, 1, 2],
      [2, 1, 0],
      [1, 0, 2],
    ] as const) {
      const page = await open({ prompt: 'consent' })
      const consent = pathOf(page) === '/sign-in' ? await signInAs(browser, page) : page
      const pressed = [await allow(consent), await allow(consent), await allow(consent)]
      const [first, ...others] = order.map((index) => pressed[index] as Visit)
      const tokens = await redeemed(first as Visit)
      for (const other of others) expect(await statusOf(expectCode(other))).toBe(400)
      await expectAlive(tokens)
    }
    const events = await world.server.events.list({ limit: 100 })
    expect(events.filter(({ name }) => name === 'code.replayed')).toEqual([])
    expect(events.filter(({ name }) => name === 'consent.allowed')).toHaveLength(3)
  })

  test('all codes redeemed at once open one grant', async () => {
    const page = await openConsent()
    const codes = [await allow(page), await allow(page), await allow(page), await allow(page)].map((visit) =>
      expectCode(visit),
    )
    const statuses = await Promise.all(codes.map(statusOf))
    expect(statuses.filter((status) => status === 200)).toHaveLength(1)
    expect(await world.server.grants.listByAccount('alice-id')).toHaveLength(1)
  })

  test('the second of the codes, presented twice, is a replay as any other (OAuth 2.1 §4.1.3)', async () => {
    const page = await openConsent()
    await allow(page)
    const second = await allow(page)
    const tokens = await redeemed(second)
    expect(await statusOf(expectCode(second))).toBe(400)
    expect((await refreshAs(world, 'app', tokens.refresh_token)).status).toBe(400)
  })

  test('and a code replayed: the other codes end with it, as does the page (OAuth 2.1 §4.1.3)', async () => {
    const page = await openConsent()
    const [first, second] = [await allow(page), await allow(page)]
    await redeemed(first)
    expect(await statusOf(expectCode(first))).toBe(400)
    expect(await statusOf(expectCode(second))).toBe(400)
    expectAlreadyAllowed(await allow(page))
    expect(await world.server.grants.listByAccount('alice-id')).toEqual([])
  })

  test('gives no more than eight codes, and then a way to start again', async () => {
    const page = await openConsent()
    const visits = []
    for (let press = 0; press < 10; press++) visits.push(await allow(page))
    expect(visits.filter((visit) => responseOf(visit).has('code'))).toHaveLength(8)
    expectErrorPage(visits.at(-1) as Visit, 'Already finished')
    expect(onwardOf(visits.at(-1) as Visit).at(-1)).toEqual(['Start again', authorizePath()])
  })

  test('at once, on two nodes: all get a code, and those open one grant', async () => {
    const storage = createMemoryStorage()
    const nodes = [await openWorld({ storage }, world.clock), await openWorld({ storage }, world.clock)]
    onTestFinished(async () => {
      for (const node of nodes) await node.close()
    })
    const [one, other] = nodes.map((node) => node.browser())
    if (one === undefined || other === undefined) throw new Error('There are two nodes')
    const page = await signInAs(one, await one.open(authorizePath()))
    for (const [name, value] of one.cookies) other.cookies.set(name, value)
    const visits = await Promise.all(
      [one, other, one, other].map((each) => each.submit(page, 'consent-allow')),
    )
    const redemptions = await Promise.all(
      visits.map((visit, index) => redeem((nodes[index % 2] as (typeof nodes)[0]).server, expectCode(visit))),
    )
    expect(redemptions.map(({ status }) => status).sort()).toEqual([200, 400, 400, 400])
  })
})

describe('another decision afterwards', () => {
  test('a no after a no answers as it did, and is one event', async () => {
    const page = await openConsent()
    for (let press = 0; press < 3; press++) expectClientError(await deny(page), 'access_denied')
    const events = await world.server.events.list({ limit: 100 })
    expect(events.filter(({ name }) => name === 'consent.denied')).toHaveLength(1)
  })

  test('a yes after a no gives nothing, and says what was decided', async () => {
    const page = await openConsent()
    await deny(page)
    for (const visit of [await allow(page), await browser.open(page.url)]) {
      expectErrorPage(visit, 'You did not allow Acme App')
      expect(onwardOf(visit).at(-1)).toEqual(['Start again', authorizePath()])
    }
    expectClientError(await deny(page), 'access_denied')
  })

  test('a no after a yes changes nothing, and says what was decided', async () => {
    const page = await openConsent()
    const visit = await allow(page)
    expectErrorPage(await deny(page), 'Too late to deny')
    expectCode(await allow(page))
    const tokens = await redeemed(visit)
    expectErrorPage(await deny(page), 'Too late to deny')
    await expectAlive(tokens)
  })

  test('of a yes and a no at once, one counts', async () => {
    for (let round = 0; round < 5; round++) {
      const page = await open({ prompt: 'consent', state: `${round}` })
      const consent = pathOf(page) === '/sign-in' ? await signInAs(browser, page) : page
      const presses = [allow, deny, allow, deny]
      const visits = await Promise.all(
        (round % 2 ? presses : presses.toReversed()).map((press) => press(consent)),
      )
      const answers = visits.map((visit) => responseOf(visit))
      const [yes, no] = [answers.some((it) => it.has('code')), answers.some((it) => it.has('error'))]
      expect([yes, no].filter(Boolean)).toHaveLength(1)
    }
  })
})

describe('other buttons pressed twice', () => {
  test('Sign in, where no consent is asked for: both presses lead to the app', async () => {
    const redirect_uri = 'https://mine.example.test/cb'
    const page = await open({ client_id: 'mine', redirect_uri, scope: 'openid' })
    const again = world.browser()
    for (const [name, value] of browser.cookies) again.cookies.set(name, value)
    expectCode(await signInAs(browser, page), redirect_uri)
    expectCode(await signInAs(again, page), redirect_uri)
  })

  test('Sign in, then the consent page, then the back button and Sign in again', async () => {
    const page = await open()
    const consent = await signInAs(browser, page)
    expect(pathOf(await signInAs(browser, page))).toBe('/consent')
    expectCode(await allow(consent))
  })

  test('an account on the page of accounts', async () => {
    expectCode(await allow(await openConsent()))
    const page = await open({ prompt: 'select_account' })
    const session = /name="session" value="([^"]+)"/.exec(page.html)?.[1] ?? ''
    for (let press = 0; press < 2; press++)
      expectCode(await browser.submit(page, 'choose-account-cancel', { action: [], session }))
  })

  test('Cancel', async () => {
    const page = await open()
    for (let press = 0; press < 2; press++)
      expectClientError(await browser.submit(page, 'sign-in-cancel'), 'access_denied')
  })
})

describe('the same account signs in again in another tab, and its session is replaced', () => {
  test('Allow on the page that was open still counts', async () => {
    const page = await openConsent()
    await signInAs(browser, await browser.open('/sign-in'))
    await redeemed(await allow(page))
  })

  test.each([{ prompt: 'login' }, { max_age: '0' }])(
    'also where a new sign-in was asked for: %j',
    async (changes) => {
      const page = await openConsent(changes)
      await signInAs(browser, await browser.open('/sign-in'))
      expectCode(await allow(page))
    },
  )

  test('another account: the page says so, and the person is asked again', async () => {
    const page = await openConsent()
    await signInAs(browser, await browser.open('/sign-in'), 'bob@example.test', 'builder')
    const visit = await allow(page)
    expectErrorPage(visit, 'Another account is signed in now', 403)
    const [[label = '', url = ''] = []] = onwardOf(visit)
    expect(label).toBe('Choose an account')
    const choice = await browser.open(url)
    for (const person of ['alice@example.test', 'bob@example.test']) expect(choice.html).toContain(person)
  })

  test('an account that was deleted meanwhile is said to be gone, and another one can go on', async () => {
    const { id } = await world.server.accounts.create({
      username: 'eve@example.test',
      password: 'an old password',
    })
    const page = await signInAs(browser, await open(), 'eve@example.test', 'an old password')
    await world.server.accounts.remove(id)
    const visit = await allow(page)
    expectErrorPage(visit, 'This account is no longer there', 403)
    const [[label = '', url = ''] = []] = onwardOf(visit)
    expect(label).toBe('Sign in')
    expect(pathOf(await signInAs(browser, await browser.open(url)))).toBe('/consent')
  })
})
