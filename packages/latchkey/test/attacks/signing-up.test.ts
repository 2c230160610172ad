import { describe, expect, test } from 'vitest'
import { readForm, type ScriptedBrowser, type Visit } from '../../src/testing/scripted-browser.ts'
import { post, signInAs, type World } from '../fixtures/server-without-network.ts'
import { openOwnWorld } from '../fixtures/use-world.ts'

const password = 'correct horse battery staple'

let world: World

function signUp(browser: ScriptedBrowser, page: Visit, username: string): Promise<Visit> {
  return browser.submit(page, 'sign-up', { username, password, name: 'Somebody' })
}

describe('an account is made only where, by whom and as what the operator allows', () => {
  test('not where sign-up is closed, by whatever request (C-92)', async () => {
    world = await openOwnWorld()
    const browser = world.browser()
    const signIn = await browser.open('/sign-in')
    const stolen = Object.fromEntries(readForm(signIn, 'sign-in').fields)
    const cookie = [...browser.cookies].map((pair) => pair.join('=')).join('; ')
    const form = { ...stolen, username: 'eve@example.test', password, name: 'Eve' }
    const answer = await post(world.server, '/sign-up', form, { cookie })
    expect(answer.status).toBe(403)
    expect(await world.server.accounts.findByUsername('eve@example.test')).toBeUndefined()
  })

  test('not without an invitation, with a made-up one, an old one, or one for another address', async () => {
    world = await openOwnWorld({ accounts: { signUp: 'invite' } })
    const { url } = await world.server.accounts.invite({ email: 'dora@example.test' })
    const browser = world.browser()
    const page = await browser.open(url)
    expect((await signUp(browser, page, 'eve@example.test')).status).toBe(403)
    for (const invitation of ['', 'x', `${new URL(url).searchParams.get('invitation')}A`]) {
      const visit = await browser.submit(page, 'sign-up', {
        username: 'dora@example.test',
        password,
        name: 'D',
        invitation,
      })
      expect(visit.status).toBe(403)
    }
    world.clock.advance(8 * 24 * 3600)
    expect((await browser.open(url)).html).toContain('<h1>This invitation has expired</h1>')
    expect((await signUp(browser, page, 'dora@example.test')).status).toBe(403)
    expect(await world.server.accounts.findByUsername('dora@example.test')).toBeUndefined()
  })

  test('one invitation makes one account, however many use it at once', async () => {
    world = await openOwnWorld({ accounts: { signUp: 'invite' } })
    const { url } = await world.server.accounts.invite()
    const before = (await world.server.accounts.list()).length
    const browsers = Array.from({ length: 5 }, () => world.browser())
    const pages = await Promise.all(browsers.map((browser) => browser.open(url)))
    const visits = await Promise.all(
      browsers.map((browser, index) => signUp(browser, pages[index] as Visit, `guest${index}@example.test`)),
    )
    expect(visits.filter(({ status }) => status === 200)).toHaveLength(1)
    expect((await world.server.accounts.list()).length).toBe(before + 1)
  })

  test.each([
    'alice@example.test',
    'ALICE@EXAMPLE.TEST',
    'alice@example.test\u200b',
    'ａlice@example.test',
    ' alice@example.test ',
  ])(
    'no second account comes to be under %j, and the answer is that of a new name (C-89)',
    async (spelling) => {
      world = await openOwnWorld({ accounts: { signUp: 'open' } })
      const [taken, fresh] = [world.browser(), world.browser()]
      const known = await signUp(taken, await taken.open('/sign-up'), spelling)
      const unknown = await signUp(fresh, await fresh.open('/sign-up'), 'new@example.test')
      const before = await world.server.accounts.findByUsername('alice@example.test')
      expect(before?.id).toBe('alice-id')
      const isAddress = !spelling.includes('\u200b')
      if (isAddress) expect(known.status).toBe(unknown.status)
      else expect(known.status).toBe(422)
      expect((await signInAs(taken, await taken.open('/sign-in'), spelling, password)).status).toBe(422)
    },
  )

  test('nobody says of themselves that their address is verified, or sets a claim of their own', async () => {
    world = await openOwnWorld({ accounts: { signUp: 'open' } })
    const browser = world.browser()
    const extra = { email_verified: 'true', 'claims[admin]': 'true', id: 'alice-id', disabled: 'false' }
    const page = await browser.open('/sign-up')
    await browser.submit(page, 'sign-up', { username: 'new@example.test', password, name: 'N', ...extra })
    const account = await world.server.accounts.findByUsername('new@example.test')
    expect(account?.id).not.toBe('alice-id')
    expect(account?.claims).toMatchObject({ email: 'new@example.test', email_verified: false })
    expect(Object.keys(account?.claims ?? {}).sort()).toEqual([
      'email',
      'email_verified',
      'name',
      'updated_at',
    ])
  })
})
